//! What the decoders are given, here and by `fuzz`.

use std::{
    collections::HashSet,
    fmt::{self, Formatter},
};

use millstream_shared::{
    Wire,
    frame::{Attachment, Envelope},
};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};

/// What a decoder is given.
pub struct Input {
    pub wire: Wire,
    pub bytes: Vec<u8>,
}

impl Input {
    /// The same bytes on each wire, and as the document in an envelope with raw bytes for the first item: few envelopes
    /// that are made up hold together.
    pub fn each_way(bytes: &[u8]) -> [Self; 3] {
        let attachments = vec![Attachment { item: 0, bytes: b"raw" }];
        let envelope = Envelope { json: bytes, attachments }.encode().unwrap();
        [(Wire::Json, bytes.to_vec()), (Wire::Bytes, bytes.to_vec()), (Wire::Bytes, envelope)]
            .map(|(wire, bytes)| Self { wire, bytes })
    }

    /// Whether it is a document in which a name comes twice: no encoder writes one, and a page's parser does not
    /// tell.
    pub fn has_a_name_twice(&self) -> bool {
        let document = match self.wire {
            Wire::Json => Some(&self.bytes[..]),
            Wire::Bytes => Envelope::decode(&self.bytes).ok().map(|envelope| envelope.json),
        };
        document.is_some_and(|json| serde_json::from_slice(json).is_ok_and(|Twice(twice)| twice))
    }

    /// For a message.
    pub fn shown(&self) -> (Wire, String) {
        (self.wire, String::from_utf8_lossy(&self.bytes).into_owned())
    }
}

/// A JSON value: whether a name comes twice in one of its objects.
struct Twice(bool);

impl<'de> Deserialize<'de> for Twice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self(false))
    }
}

impl<'de> Visitor<'de> for Twice {
    type Value = Self;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        let (mut names, mut twice) = (HashSet::new(), false);
        while let Some((name, Self(inside))) = map.next_entry::<String, Self>()? {
            twice |= inside | !names.insert(name);
        }
        Ok(Self(twice))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self, A::Error> {
        let mut twice = false;
        while let Some(Self(inside)) = seq.next_element()? {
            twice |= inside;
        }
        Ok(Self(twice))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }
}
