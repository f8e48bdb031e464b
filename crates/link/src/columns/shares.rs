//! The shares of a model laid out so that the classes of a pattern are a few multiplications side by side.
//!
//! The factors and their order are those of [`Model::classes`]: the result is the same to the bit. What this leaves out: where the
//! shares come from (`train.rs`).

use super::compare::{Levels, level_of};
use super::features::{FEATURES_MAX, Features};
use super::train::{CLASSES, LEVELS_MAX, Model};

/// For each feature and level, the share of each class.
pub(super) struct Shares {
    class: [f64; CLASSES],
    of: Vec<[f64; CLASSES]>,
    width: usize,
}

impl Shares {
    pub(super) fn of(features: &Features, model: &Model) -> Shares {
        let mut of = vec![[1.0; CLASSES]; FEATURES_MAX * LEVELS_MAX];
        for f in 0..features.width() {
            for level in 1..LEVELS_MAX {
                of[f * LEVELS_MAX + level] =
                    std::array::from_fn(|class| model.share(features, class, f, level));
            }
        }
        Shares { class: model.class, of, width: features.width() }
    }

    /// Share of each class times what the levels come to in it.
    pub(super) fn classes(&self, levels: Levels) -> [f64; CLASSES] {
        let mut out = self.class;
        for f in 0..self.width {
            let level = level_of(levels, f);
            if level != 0 {
                let of = &self.of[f * LEVELS_MAX + level];
                out.iter_mut().zip(of).for_each(|(out, share)| *out *= share);
            }
        }
        out
    }
}

/// Sums of pairs for each feature, level and class.
pub(super) struct Sums {
    of: Vec<[f64; CLASSES]>,
    width: usize,
}

impl Sums {
    pub(super) fn new(features: &Features) -> Sums {
        Sums { of: vec![[0.0; CLASSES]; FEATURES_MAX * LEVELS_MAX], width: features.width() }
    }

    /// Adds the parts of a pattern that fall into each class.
    pub(super) fn add(&mut self, levels: Levels, parts: &[f64; CLASSES]) {
        for f in 0..self.width {
            let of = &mut self.of[f * LEVELS_MAX + level_of(levels, f)];
            of.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
        }
    }

    /// What fell into a class at a level of a feature.
    pub(super) fn get(&self, class: usize, f: usize, level: usize) -> f64 {
        self.of[f * LEVELS_MAX + level][class]
    }
}
