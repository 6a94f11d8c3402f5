//! Reading in virtual time.

use futures_util::StreamExt as _;
use millstream_client::{
    Inlet,
    pace::{block_on, delay},
};
use millstream_shared::Error;
use serde::de::DeserializeOwned;

/// Lets everything run that can, in virtual time, until nothing is left to do for a while.
pub fn settle() {
    block_on(delay(1));
}

/// Reads an inlet to its end.
pub fn read<T: DeserializeOwned>(inlet: &mut Inlet<T>) -> Vec<Result<T, Error>> {
    block_on(inlet.collect())
}

/// Reads so many items.
pub fn take<T: DeserializeOwned>(inlet: &mut Inlet<T>, items: usize) -> Vec<T> {
    block_on(inlet.take(items).map(|item| item.expect("an item")).collect())
}
