//! The powers over Clerk.

use super::{Control, ControlError, portone::check_url};
use crate::{
    clerk::{self, ClerkToken, ClerkWebhook},
    faults::Service,
    portone::SignedWebhook,
};

/// Clerk: people, tokens, webhooks. It has the time of [`Control::set_time`].
impl Control {
    /// The id of the person that a name means, or an id as on the sign-in page (`haneul`), who is
    /// made if new. `bada` has no email.
    pub fn clerk_user(&self, name: &str) -> Result<String, ControlError> {
        let id = self.state.clerk().named(name);
        id.ok_or_else(|| ControlError("a name must not be empty".to_owned()))
    }

    /// A session token. Blocks for the moment that making a key takes, the first time.
    pub fn mint_clerk_token(&self, token: &ClerkToken) -> String {
        clerk::mint(&self.state, token)
    }

    /// Clerk signs with another key from now on, and publishes that one alone.
    pub fn rotate_clerk_keys(&self) {
        self.state.rotations().rotate(Service::Clerk);
    }

    /// Where Clerk's webhooks go; nowhere at first. Loopback only.
    pub fn set_clerk_webhook_url(&self, url: Option<String>) -> Result<(), ControlError> {
        check_url(url.as_deref())?;
        self.state.clerk().webhook_url = url;
        Ok(())
    }

    /// Calls somebody so from now on, none for nothing, and sends `user.updated`; answers when the
    /// webhook was answered.
    pub async fn clerk_user_updated(
        &self,
        id: &str,
        name: Option<&str>,
        email: Option<&str>,
    ) -> Result<ClerkWebhook, ControlError> {
        let webhook = clerk::updated(&self.state, id, name, email);
        let webhook = webhook.ok_or_else(|| no_such(id))?;
        Ok(clerk::send(&self.state, webhook).await)
    }

    /// Removes somebody and sends `user.deleted`; answers when the webhook was answered.
    pub async fn clerk_user_deleted(&self, id: &str) -> Result<ClerkWebhook, ControlError> {
        let webhook = clerk::deleted(&self.state, id).ok_or_else(|| no_such(id))?;
        Ok(clerk::send(&self.state, webhook).await)
    }

    /// Sends a webhook of Clerk's again, under the same id.
    pub async fn repeat_clerk_webhook(&self, id: &str) -> Result<ClerkWebhook, ControlError> {
        let found = self.clerk_webhooks().into_iter().find(|it| it.id == id);
        let webhook = found.ok_or_else(|| ControlError(format!("there is no webhook {id}")))?;
        Ok(clerk::send(&self.state, webhook).await)
    }

    /// Every webhook of Clerk's since the start or the last reset, oldest first.
    pub fn clerk_webhooks(&self) -> Vec<ClerkWebhook> {
        self.state.clerk().webhooks.clone()
    }

    /// Signs any body as Svix does, with any secret at any time (Unix seconds), and sends nothing.
    pub fn sign_clerk_webhook(
        &self,
        secret: &str,
        body: &str,
        id: &str,
        timestamp: i64,
    ) -> SignedWebhook {
        clerk::signed(secret, body, id, timestamp)
    }
}

fn no_such(id: &str) -> ControlError {
    ControlError(format!("there is no user {id} at Clerk"))
}
