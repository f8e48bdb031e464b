//! Addresses as prepared, and how two of them compare; people and places both have them.

use model::{Mention, field};

use crate::forms::{self, Address};
use crate::kernel::jaro_winkler;
use crate::table::Tokens;

/// Parts of an address as numbers of words, 0 where not given.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct AddressKey {
    pub(crate) flat: u32,
    pub(crate) house: u32,
    pub(crate) street: u32,
    pub(crate) postcode: u32,
    pub(crate) outward: u32,
}

/// Levels of an address; 0 is not given.
pub(crate) mod levels {
    pub(crate) const SAME: u8 = 1;
    pub(crate) const HOUSE_ALIKE: u8 = 2;
    pub(crate) const POSTCODE: u8 = 3;
    pub(crate) const STREET: u8 = 4;
    pub(crate) const STREET_ALIKE: u8 = 5;
    pub(crate) const DISTRICT: u8 = 6;
    pub(crate) const DIFFERENT: u8 = 7;
}

impl AddressKey {
    /// Reads the address and postcode of a mention into `key`; gives the number of the whole, for counting.
    pub(crate) fn read(mention: &Mention, tokens: &mut Tokens, key: &mut AddressKey) -> u32 {
        let mut read = mention.get(field::ADDRESS).map(forms::address).unwrap_or_default();
        if let Some(code) = mention.get(field::POSTCODE).map(forms::postcode)
            && (!code.whole.is_empty() || !code.outward.is_empty())
        {
            read.postcode = code;
        }
        *key = AddressKey {
            flat: tokens.number(&read.flat),
            house: tokens.number(&read.house),
            street: tokens.number(&read.street),
            postcode: tokens.number(&read.postcode.whole),
            outward: tokens.number(&read.postcode.outward),
        };
        let Address { flat, house, street, postcode } = read;
        if street.is_empty() && postcode.whole.is_empty() {
            return 0;
        }
        let rest = if street.is_empty() { postcode.whole } else { street };
        tokens.number(&format!("{flat}/{house} {rest}"))
    }

    fn is_empty(&self) -> bool {
        self.street == 0 && self.postcode == 0 && self.outward == 0
    }

    /// How two addresses compare. `alike` compares streets, `close` house numbers and postcodes that differ.
    pub(crate) fn level(
        &self,
        other: &AddressKey,
        mut alike: impl FnMut(u32, u32) -> bool,
        close: impl Fn(u32, u32) -> bool,
    ) -> u8 {
        if self.is_empty() || other.is_empty() {
            return 0;
        }
        let both = |a: u32, b: u32| a != 0 && b != 0;
        let same = |a: u32, b: u32| a != 0 && a == b;
        let another_flat = both(self.flat, other.flat) && self.flat != other.flat;
        let street = same(self.street, other.street);
        let postcode = same(self.postcode, other.postcode);
        let near_street = street || (both(self.street, other.street) && alike(self.street, other.street));
        // A house number is required: without one, a street or a postcode is many houses.
        if same(self.house, other.house) && !another_flat {
            let elsewhere = both(self.postcode, other.postcode)
                && !postcode
                && !(same(self.outward, other.outward) || close(self.postcode, other.postcode));
            if (street && !elsewhere) || (postcode && (near_street || !both(self.street, other.street))) {
                return levels::SAME;
            }
            if near_street && !elsewhere {
                return levels::HOUSE_ALIKE;
            }
        }
        if postcode
            && near_street
            && both(self.house, other.house)
            && !another_flat
            && close(self.house, other.house)
        {
            return levels::HOUSE_ALIKE;
        }
        if postcode {
            return levels::POSTCODE;
        }
        if street {
            return levels::STREET;
        }
        if near_street {
            return levels::STREET_ALIKE;
        }
        if same(self.outward, other.outward) {
            return levels::DISTRICT;
        }
        let comparable = both(self.street, other.street)
            || both(self.postcode, other.postcode)
            || both(self.outward, other.outward);
        if comparable { levels::DIFFERENT } else { 0 }
    }
}

/// Whether two streets are spelt alike.
pub(crate) fn streets_alike(tokens: &Tokens, a: u32, b: u32) -> bool {
    jaro_winkler(tokens.word(a), tokens.word(b)) >= 0.90
}
