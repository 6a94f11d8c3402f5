use millstream_shared::{Account, End, Error};

/// How a producer stopped; with a reader's account it is that reader's [`End`].
#[derive(Clone)]
pub enum Outcome {
    Finished,
    Failed(Error),
    Cancelled,
}

impl Outcome {
    pub fn end(&self, account: Account) -> End {
        match self {
            Self::Finished => End::Finished { account },
            Self::Failed(error) => End::Failed { error: error.clone(), account },
            Self::Cancelled => End::Cancelled { account },
        }
    }
}
