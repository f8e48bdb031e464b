//! What the writer and the publisher tell each other and those who wait.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::error::LedgerError;

/// The state that threads share.
#[derive(Default)]
pub(crate) struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Clone, Default)]
pub(crate) struct State {
    /// Entries committed.
    pub(crate) size: u64,
    /// Entries under the published checkpoint.
    pub(crate) published: u64,
    /// Somebody waits for the checkpoint of this size.
    pub(crate) wanted: u64,
    /// Why the last attempt to publish failed; cleared by one that succeeds.
    pub(crate) trouble: Option<LedgerError>,
    /// Bulks that are being added.
    pub(crate) bulks: usize,
    /// How many attempts to publish there were.
    pub(crate) attempts: u64,
    /// Why nothing can be added any more.
    pub(crate) stopped: Option<LedgerError>,
    /// The ledger is being closed.
    pub(crate) closing: bool,
}

impl Shared {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state and wakes everybody.
    pub(crate) fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changed.notify_all();
    }

    pub(crate) fn grown(&self, size: u64) {
        self.change(|state| state.size = size);
    }

    pub(crate) fn stop(&self, why: LedgerError) {
        self.change(|state| state.stopped = Some(why));
    }

    /// Waits until `until` holds or the time is over; gives the state then.
    pub(crate) fn wait(&self, limit: Duration, until: impl Fn(&State) -> bool) -> State {
        let guard = self.state();
        let (state, _) = self
            .changed
            .wait_timeout_while(guard, limit, |state| !until(state))
            .unwrap_or_else(PoisonError::into_inner);
        state.clone()
    }
}
