//! YouTube's public data: asked with our key, or the stand-in's; without one, nobody is asked.

use std::sync::Arc;

use openclaw_domain::port::youtube::YouTube;
use openclaw_sandbox_names as stand_in;
use openclaw_youtube::{Settings, YouTubeData};

use super::Wiring;

impl Wiring<'_> {
    /// The client, if YouTube can be asked.
    pub fn youtube(&self, http: &reqwest::Client) -> Option<Arc<dyn YouTube>> {
        let config = &self.config.youtube;
        if self.sandbox.is_none() && !config.is_configured() {
            return None;
        }
        let key = Self::secret(config.api_key.as_ref(), stand_in::YOUTUBE_API_KEY);
        let mut settings = Settings::new(key);
        settings.base_url = self.address(config.base_url.as_ref(), "/youtube", Settings::BASE_URL);
        Some(Arc::new(YouTubeData::new(http.clone(), settings)))
    }
}
