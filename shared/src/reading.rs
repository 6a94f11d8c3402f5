//! JSON as both languages read it: what one takes for a number or an object, the other does too.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor, value::MapAccessDeserializer},
};

/// The largest number up to which both languages count.
pub const LARGEST: u64 = (1 << 53) - 1;

/// A whole number from 0 to [`LARGEST`], however it is written: to a page `1`, `1.0` and `1e0` are the same.
pub fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    deserializer.deserialize_u64(Count)
}

/// An object, and not its values as an array, which serde would take as well.
pub fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(Object(PhantomData))
}

/// The same, or nothing.
pub fn object_or_none<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    #[derive(Deserialize)]
    #[serde(transparent, bound = "T: Deserialize<'de>")]
    struct Whole<T>(#[serde(deserialize_with = "object")] T);

    Ok(Option::<Whole<T>>::deserialize(deserializer)?.map(|Whole(whole)| whole))
}

struct Count;

impl Visitor<'_> for Count {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number from 0 to {LARGEST}")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<u64, E> {
        if number <= LARGEST { Ok(number) } else { Err(E::custom(format!("{number} is too large"))) }
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<u64, E> {
        #[allow(clippy::cast_precision_loss, reason = "it is chosen to have none")]
        let is_whole = number.fract() == 0.0 && (0.0..=LARGEST as f64).contains(&number);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is whole, and in range"
        )]
        if is_whole { Ok(number as u64) } else { Err(E::custom(format!("{number} is no count"))) }
    }
}

struct Object<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Object<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}
