//! SHA-256 of many messages at once, eight side by side in the wide registers of the processor.
//!
//! A log hashes thousands of short entries and pairs of hashes that do not wait for one another. Source: FIPS 180-4
//! section 6.2. Where the processor has instructions for SHA-256 itself, or no wide registers, they are hashed one by one.
//! What it leaves out: messages in pieces, and secrets: what is hashed here is public.

use sha2::{Digest, Sha256};

/// One message: a byte that says what it is, and two parts.
pub(crate) type Message<'a> = (u8, &'a [u8], &'a [u8]);

/// The hashes of messages, in their order.
pub(crate) fn hash_all(messages: &[Message<'_>]) -> Vec<[u8; 32]> {
    #[cfg(target_arch = "x86_64")]
    if messages.len() > 1
        && !std::arch::is_x86_feature_detected!("sha")
        && let Some(simd) = pulp::x86::V3::try_new()
    {
        return wide::hash_all(simd, messages);
    }
    messages.iter().map(one).collect()
}

/// The hash of one message.
fn one(&(kind, left, right): &Message<'_>) -> [u8; 32] {
    Sha256::new().chain_update([kind]).chain_update(left).chain_update(right).finalize().into()
}

#[cfg(target_arch = "x86_64")]
mod wide {
    use pulp::x86::V3;
    use pulp::{NullaryFnOnce, Simd, cast, u32x8};

    use super::Message;

    /// Messages side by side.
    const LANES: usize = 8;
    /// Bytes of a block.
    const BLOCK: usize = 64;

    /// The first 32 bits of the fractions of the square roots of the first 8 primes (FIPS 180-4 section 5.3.3).
    const START: [u32; 8] =
        [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
    /// The first 32 bits of the fractions of the cube roots of the first 64 primes (FIPS 180-4 section 4.2.2).
    const ROUNDS: [u32; 64] = [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// What runs with the wide registers; a type of its own because a closure would not be compiled for them.
    struct All<'a, 'b> {
        simd: V3,
        messages: &'a [Message<'b>],
        out: &'a mut Vec<[u8; 32]>,
    }

    impl NullaryFnOnce for All<'_, '_> {
        type Output = ();

        #[inline(always)]
        fn call(self) {
            let mut lanes = [const { Vec::new() }; LANES];
            for part in self.messages.chunks(LANES) {
                eight(self.simd, part, &mut lanes, self.out);
            }
        }
    }

    pub(super) fn hash_all(simd: V3, messages: &[Message<'_>]) -> Vec<[u8; 32]> {
        let mut out = Vec::with_capacity(messages.len());
        simd.vectorize(All { simd, messages, out: &mut out });
        out
    }

    fn length(&(_, left, right): &Message<'_>) -> usize {
        1 + left.len() + right.len()
    }

    /// Blocks of a message with its padding: a bit, and the length in eight bytes.
    fn blocks(message: &Message<'_>) -> usize {
        (length(message) + 9).div_ceil(BLOCK)
    }

    fn padded(message: &Message<'_>, most: usize, lane: &mut Vec<u8>) {
        lane.clear();
        lane.push(message.0);
        lane.extend_from_slice(message.1);
        lane.extend_from_slice(message.2);
        lane.push(0x80);
        lane.resize(blocks(message) * BLOCK - 8, 0);
        lane.extend_from_slice(&(length(message) as u64 * 8).to_be_bytes());
        lane.resize(most * BLOCK, 0);
    }

    /// Hashes up to eight messages. One that is shorter than others is done before them; what its lane does after is not
    /// looked at.
    #[inline(always)]
    fn eight(simd: V3, messages: &[Message<'_>], lanes: &mut [Vec<u8>; LANES], out: &mut Vec<[u8; 32]>) {
        let most = messages.iter().map(blocks).max().unwrap_or(0);
        for (lane, message) in lanes.iter_mut().zip(messages) {
            padded(message, most, lane);
        }
        let first = out.len();
        out.resize(first + messages.len(), [0; 32]);
        let mut state: [u32x8; 8] = cast(START.map(|word| [word; LANES]));
        for block in 0..most {
            let mut words = [[0_u32; LANES]; 16];
            for (l, lane) in lanes.iter().enumerate().take(messages.len()) {
                let bytes = &lane[block * BLOCK..(block + 1) * BLOCK];
                for (word, four) in words.iter_mut().zip(bytes.chunks_exact(4)) {
                    word[l] = u32::from_be_bytes([four[0], four[1], four[2], four[3]]);
                }
            }
            compress(simd, &mut state, &cast(words));
            let done: [[u32; LANES]; 8] = cast(state);
            for (l, message) in messages.iter().enumerate() {
                if blocks(message) == block + 1 {
                    for (four, word) in out[first + l].chunks_exact_mut(4).zip(&done) {
                        four.copy_from_slice(&word[l].to_be_bytes());
                    }
                }
            }
        }
    }

    /// A turn to the right by `RIGHT` bits; `LEFT` is the rest of 32.
    #[inline(always)]
    fn turn<const RIGHT: i32, const LEFT: i32>(simd: V3, x: u32x8) -> u32x8 {
        simd.or_u32s(simd.shr_const_u32x8::<RIGHT>(x), simd.shl_const_u32x8::<LEFT>(x))
    }

    #[inline(always)]
    fn add(simd: V3, a: u32x8, b: u32x8) -> u32x8 {
        simd.add_u32s(a, b)
    }

    #[inline(always)]
    fn xor3(simd: V3, a: u32x8, b: u32x8, c: u32x8) -> u32x8 {
        simd.xor_u32s(a, simd.xor_u32s(b, c))
    }

    /// The word of the schedule that takes the place of the one sixteen rounds before.
    #[inline(always)]
    fn schedule(simd: V3, w: &[u32x8; 16], at: usize) -> u32x8 {
        let (near, far) = (w[(at + 1) % 16], w[(at + 14) % 16]);
        let low = xor3(
            simd,
            turn::<7, 25>(simd, near),
            turn::<18, 14>(simd, near),
            simd.shr_const_u32x8::<3>(near),
        );
        let high =
            xor3(simd, turn::<17, 15>(simd, far), turn::<19, 13>(simd, far), simd.shr_const_u32x8::<10>(far));
        add(simd, add(simd, w[at], low), add(simd, w[(at + 9) % 16], high))
    }

    /// One round on the eight words of the state, `a` to `h`.
    #[inline(always)]
    fn round(simd: V3, [a, b, c, d, e, f, g, h]: [u32x8; 8], constant: u32, word: u32x8) -> [u32x8; 8] {
        let big = xor3(simd, turn::<6, 26>(simd, e), turn::<11, 21>(simd, e), turn::<25, 7>(simd, e));
        let choice = simd.xor_u32s(g, simd.and_u32s(e, simd.xor_u32s(f, g)));
        let constant = simd.splat_u32x8(constant);
        let one = add(simd, add(simd, add(simd, h, big), add(simd, choice, word)), constant);
        let sum = xor3(simd, turn::<2, 30>(simd, a), turn::<13, 19>(simd, a), turn::<22, 10>(simd, a));
        let most = simd.or_u32s(simd.and_u32s(a, b), simd.and_u32s(c, simd.or_u32s(a, b)));
        [add(simd, one, add(simd, sum, most)), a, b, c, add(simd, d, one), e, f, g]
    }

    #[inline(always)]
    fn compress(simd: V3, state: &mut [u32x8; 8], block: &[u32x8; 16]) {
        let (mut w, mut s) = (*block, *state);
        for sixteen in 0..4 {
            // Written out, so that every position in the schedule is known when this is compiled.
            macro_rules! rounds {
                ($($at:literal)*) => { $(
                    if sixteen > 0 {
                        w[$at] = schedule(simd, &w, $at);
                    }
                    s = round(simd, s, ROUNDS[sixteen * 16 + $at], w[$at]);
                )* };
            }
            rounds!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
        }
        for (word, new) in state.iter_mut().zip(s) {
            *word = add(simd, *word, new);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn many_at_once_are_hashed_as_one_by_one(
            texts in prop::collection::vec((any::<u8>(), 0..300_usize, 0..140_usize, any::<u8>()), 0..40)
        ) {
            let made: Vec<(u8, Vec<u8>, Vec<u8>)> =
                texts.iter().map(|&(kind, m, n, b)| (kind, vec![b; m], vec![b ^ 0x5a; n])).collect();
            let messages: Vec<Message<'_>> = made.iter().map(|(k, m, n)| (*k, &m[..], &n[..])).collect();
            let expected: Vec<[u8; 32]> = messages.iter().map(one).collect();
            prop_assert_eq!(&hash_all(&messages), &expected);
            // Where the processor has instructions of its own, the way above takes them: the wide way is held to it too.
            #[cfg(target_arch = "x86_64")]
            if let Some(simd) = pulp::x86::V3::try_new() {
                prop_assert_eq!(&wide::hash_all(simd, &messages), &expected);
            }
        }
    }

    #[test]
    fn every_length_around_the_ends_of_blocks_is_padded_right() {
        let texts: Vec<Vec<u8>> = (0..200).map(|n| vec![b'x'; n]).collect();
        let messages: Vec<Message<'_>> = texts.iter().map(|t| (0, &t[..], &[][..])).collect();
        assert_eq!(hash_all(&messages), messages.iter().map(one).collect::<Vec<_>>());
    }
}
