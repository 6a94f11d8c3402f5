/// Items on their way into one frame: their JSON texts, separated by commas, in one piece of memory,
/// and the raw bytes that belong to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    text: Vec<u8>,
    len: u32,
    attachments: Vec<(u32, Vec<u8>)>,
}

impl Batch {
    /// Puts an item behind the others. Its attachments are moved, its text is copied: the caller keeps
    /// the memory of the text for the next item.
    pub fn push(&mut self, entry: &mut Entry) {
        if self.len > 0 {
            self.text.push(b',');
        }
        self.text.extend_from_slice(&entry.text);
        self.attachments.extend(entry.attachments.drain(..).map(|bytes| (self.len, bytes)));
        self.len += 1;
    }

    /// How many items.
    pub const fn len(&self) -> u32 {
        self.len
    }

    /// Whether there is no item.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The items' JSON texts, separated by commas.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// Raw bytes, each with the index of its item, in the order of the items.
    pub fn attachments(&self) -> &[(u32, Vec<u8>)] {
        &self.attachments
    }

    /// Lets go of the items and keeps the memory.
    pub fn clear(&mut self) {
        self.text.clear();
        self.attachments.clear();
        self.len = 0;
    }
}

/// One item as it was offered, written already, so that its size in bytes is known exactly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The item as JSON.
    pub text: Vec<u8>,
    /// Raw bytes that belong to it.
    pub attachments: Vec<Vec<u8>>,
    /// What it does to those that wait, and at a full buffer.
    pub rule: Rule,
}

/// What an item does to those that wait, and at a full buffer; [`Policy`](crate::Policy), item by item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rule {
    /// It waits for room.
    #[default]
    Wait,
    /// It takes the place of the waiting item of this slot.
    Supersede(u64),
    /// It makes room at the cost of the oldest items of the same rule, and is dropped if that is not enough.
    DropOldest,
    /// It is dropped.
    DropNewest,
}

impl Entry {
    /// What the item counts against the limit: its JSON and its attachments.
    pub fn bytes(&self) -> usize {
        self.text.len() + self.attachments.iter().map(Vec::len).sum::<usize>()
    }
}
