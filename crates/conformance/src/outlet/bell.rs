use std::{
    fmt, mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use millstream_shared::{Code, End, Error};

use crate::{parcel::Parcels, script::failure};

/// The way to the reader that does not wait to be asked. Clones are the same bell; the stream is to drop all
/// of its own when it is over.
#[derive(Clone, Default)]
pub struct Bell(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    rings: Vec<Parcels>,
    over: Vec<End>,
    cut: bool,
    inside: Option<Inside>,
}

type Inside = Arc<dyn Fn(Parcels) + Send + Sync>;

impl Bell {
    /// Carries a frame to the reader: one with items or the end, or an empty one with `more`, which asks the
    /// reader to drain. The stream's locks are not to be held meanwhile: the reader may drain from within.
    ///
    /// # Errors
    /// The reader is out of reach for good.
    pub fn ring(&self, frame: impl Into<Parcels>) -> Result<(), Error> {
        let mut state = self.state();
        if state.cut {
            return Err(failure(Code::IO));
        }
        let Some(inside) = state.inside.clone() else {
            state.rings.push(frame.into());
            return Ok(());
        };
        drop(state);
        inside(frame.into());
        Ok(())
    }

    /// The stream is over. To be called once.
    pub fn over(&self, end: &End) {
        self.state().over.push(end.clone());
    }

    /// What was rung since the last call.
    pub(super) fn take(&self) -> Vec<Parcels> {
        mem::take(&mut self.state().rings)
    }

    pub(super) fn ends(&self) -> Vec<End> {
        self.state().over.clone()
    }

    /// From now on the reader is out of reach.
    pub(super) fn cut(&self) {
        self.state().cut = true;
    }

    /// From now on this is called from within each ring.
    pub(super) fn inside(&self, inside: impl Fn(Parcels) + Send + Sync + 'static) {
        self.state().inside = Some(Arc::new(inside));
    }

    /// Whether anybody but the caller holds this bell.
    pub(super) fn is_held(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }

    /// A panic with the lock held leaves nothing half done.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Bell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bell").field("rings", &self.state().rings).finish_non_exhaustive()
    }
}
