//! What an instance knows: its users, who is signed in, what it told by itself.

use std::collections::HashMap;

use super::{user::User, webhook::ClerkWebhook};
use crate::{openid::people::Person, platform};

/// A session that somebody signed in to.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(super) user_id: String,
    /// The origin that the sign-in went back to.
    pub(super) origin: Option<String>,
}

/// The instance; it starts with the people that every provider here knows.
#[derive(Debug)]
pub(crate) struct Instance {
    users: HashMap<String, User>,
    sessions: HashMap<String, Session>,
    pub(crate) webhook_url: Option<String>,
    pub(crate) webhooks: Vec<ClerkWebhook>,
}

impl Default for Instance {
    fn default() -> Self {
        let known = Person::known().map(|(_, person)| User::of(&person));
        Self {
            users: known.map(|user| (user.id.clone(), user)).collect(),
            sessions: HashMap::new(),
            webhook_url: None,
            webhooks: Vec::new(),
        }
    }
}

impl Instance {
    /// The id of the one that a name or an id of a known person means, who is made if new.
    pub(crate) fn named(&mut self, name: &str) -> Option<String> {
        let user = User::of(&Person::named(name)?);
        let id = user.id.clone();
        self.users.entry(id.clone()).or_insert(user);
        Some(id)
    }

    pub(super) fn user(&self, id: &str) -> Option<&User> {
        self.users.get(id)
    }

    pub(super) fn user_mut(&mut self, id: &str) -> Option<&mut User> {
        self.users.get_mut(id)
    }

    /// Whoever is gone is signed in nowhere.
    pub(super) fn remove(&mut self, id: &str) -> Option<User> {
        self.sessions.retain(|_, session| session.user_id != id);
        self.users.remove(id)
    }

    pub(super) fn sign_in(&mut self, user_id: &str, origin: Option<String>) -> String {
        let id = format!("sess_{}", platform::random_hex());
        let session = Session {
            user_id: user_id.to_owned(),
            origin,
        };
        self.sessions.insert(id.clone(), session);
        id
    }

    pub(super) fn session(&self, id: &str) -> Option<&Session> {
        self.sessions.get(id)
    }
}
