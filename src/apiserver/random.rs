//! The cluster's one source of chance.

/// A seeded generator: SplitMix64, the same on every platform.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Random(u64);

/// Consonants and digits that can't spell a word.
/// Source: `staging/src/k8s.io/apimachinery/pkg/util/rand/rand.go`.
const ALPHABET: &[u8; 27] = b"bcdfghjklmnpqrstvwxz2456789";

const HEX: &[u8; 16] = b"0123456789abcdef";

impl Random {
    /// A generator; equal seeds give equal draws.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound` (which is at least 1).
    pub fn below(&mut self, bound: u64) -> u64 {
        // The high part of a product has less bias than a remainder, and costs no division.
        let wide = u128::from(self.next()) * u128::from(bound.max(1));
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// Five characters, as the API server appends them to `generateName`.
    pub fn suffix(&mut self) -> String {
        (0..5).map(|_| char::from(ALPHABET[usize::try_from(self.below(27)).unwrap_or(0)])).collect()
    }

    /// A UUID of version 4.
    pub fn uid(&mut self) -> String {
        let high = (self.next() & 0xffff_ffff_ffff_0fff) | 0x4000;
        let low = (self.next() & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
        // Written by hand: there is one for every object.
        let mut text = String::with_capacity(36);
        for (number, from) in
            [(high, 0..8), (high, 8..12), (high, 12..16), (low, 0..4), (low, 4..16)]
        {
            if !text.is_empty() {
                text.push('-');
            }
            for digit in from {
                let value = usize::try_from(number >> (60 - 4 * digit) & 15).unwrap_or(0);
                text.push(char::from(HEX[value]));
            }
        }
        text
    }

    /// The letters of a hash, as the API machinery makes them safe: each decimal digit becomes a
    /// character of the alphabet. Source: `rand.go` `SafeEncodeString`.
    #[must_use]
    pub fn safe_encode(text: &str) -> String {
        text.bytes().map(|byte| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()])).collect()
    }
}
