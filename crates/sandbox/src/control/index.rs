//! What `GET /control` teaches: every order the sandbox takes, as a command to copy.

use serde_json::{Value, json};

use super::lessons;
use crate::{CHANNEL_KEY, CLERK_PUBLISHABLE_KEY, LIVE_CHANNEL_KEY, STORE_ID, V1_USER_CODE};

/// The index for a sandbox at this address.
pub(super) fn index(base: &str) -> Value {
    let orders = [
        lessons::payments(base),
        lessons::console(base),
        lessons::webhooks(base),
        faults(base),
        clerk(base),
        others(base),
    ]
    .concat();
    json!({
        "about": "Orders for the OpenClaw sandbox. Nothing here is real: no money, no model, no account.",
        "services": {
            "portone": format!("{base}/portone"),
            "portone_browser_sdk": format!("{base}/portone/browser-sdk.js"),
            "portone_v1": format!("{base}/portone-v1"),
            "portone_v1_browser_sdk": format!("{base}/portone-v1/iamport.js"),
            "openai": format!("{base}/openai/v1"),
            "anthropic": format!("{base}/anthropic/v1"),
            "youtube": format!("{base}/youtube"),
            "kakao_issuer": format!("{base}/kakao"),
            "google_issuer": format!("{base}/google"),
            "clerk_frontend": format!("{base}/clerk"),
            "clerk_backend": format!("{base}/clerk/v1"),
            "clerk_sign_in": format!("{base}/clerk/sign-in"),
        },
        "store": {"storeId": STORE_ID, "channelKey": CHANNEL_KEY, "liveChannelKey": LIVE_CHANNEL_KEY,
                  "userCode": V1_USER_CODE},
        "clerk": {"publishableKey": CLERK_PUBLISHABLE_KEY},
        "orders": orders,
    })
}

pub(super) fn order(what: &str, curl: String, more: Value) -> Value {
    json!({"what": what, "try": curl, "more": more})
}

pub(super) fn post(url: &str, method: &str, body: &str) -> String {
    let method = if method == "POST" {
        String::new()
    } else {
        format!(" -X {method}")
    };
    format!("curl{method} {url} -H 'content-type: application/json' -d '{body}'")
}

fn faults(base: &str) -> Vec<Value> {
    let url = format!("{base}/control/faults");
    vec![
        order(
            "Make the next calls of a service go wrong.",
            post(
                &url,
                "POST",
                r#"{"service":"openai","kind":"status","status":429,"retry_after":1,"times":2}"#,
            ),
            json!({
                "service": ["portone", "portone_v1", "openai", "anthropic", "kakao", "google", "clerk", "youtube"],
                "times": "how many calls, 1 unless told",
                "path": "only calls whose path contains this text, e.g. \"/oauth/token\"",
                "kinds": {
                    "status": "needs status (400-599; portone_v1 also 200); optional code, retry_after (seconds)",
                    "slow": "needs ms: answers rightly, late",
                    "cut": "drops the connection mid-answer; streams: after that many frames (12)",
                    "lost": "does what was asked, then drops the connection without an answer",
                    "malformed": "200 with JSON that ends half-way",
                    "amount": "portone, portone_v1; needs by: the amount is off by that much",
                    "refusal": "openai, anthropic: the model refuses",
                    "incomplete": "openai, anthropic: stops at the most tokens it may have",
                    "filtered": "openai, anthropic: a filter ends the answer half-way",
                    "drift": "openai, anthropic: the output does not fit the schema",
                    "failed": "openai, anthropic: breaks off with an error, after a 200",
                    "flagged": "openai: moderation flags the next input",
                    "unproved": "openai: a report cites values that nobody told",
                    "hostile": "youtube: titles that try to be obeyed, and markup",
                    "hidden": "youtube: likes and comments are hidden",
                    "gone": "youtube: every second video is gone",
                    "id_token": "kakao, google; needs flaw: expired, from_the_future, wrong_issuer, wrong_audience, wrong_nonce, unsigned, signed_with_secret, wrong_signature, unknown_key",
                },
            }),
        ),
        order(
            "Take back the faults that wait.",
            format!("curl -X DELETE {url}"),
            Value::Null,
        ),
    ]
}

fn clerk(base: &str) -> Vec<Value> {
    let url = format!("{base}/control/clerk");
    vec![
        order(
            "Sign somebody in at Clerk without a page: answers with a redirect and the session cookies.",
            format!(
                "curl -i '{base}/clerk/sign-in' -d person=haneul -d redirect_url=http://127.0.0.1:3000/"
            ),
            Value::Null,
        ),
        order(
            "Where Clerk's webhooks go.",
            post(
                &format!("{url}/webhook-url"),
                "POST",
                r#"{"url":"http://127.0.0.1:8787/webhooks/clerk"}"#,
            ),
            json!({"url": "null for nowhere"}),
        ),
        order(
            "The id of somebody at Clerk, who is made if new.",
            post(&format!("{url}/users"), "POST", r#"{"name":"haneul"}"#),
            Value::Null,
        ),
        order(
            "Clerk calls somebody otherwise, and tells it: user.updated.",
            post(
                &format!("{url}/users/user_1"),
                "PATCH",
                r#"{"name":"김바다","email":null}"#,
            ),
            json!({"name": "null for none", "email": "null for none"}),
        ),
        order(
            "Somebody leaves Clerk, which tells it: user.deleted.",
            format!("curl -X DELETE {url}/users/user_1"),
            Value::Null,
        ),
        order(
            "A session token, good or with one flaw.",
            post(
                &format!("{url}/token"),
                "POST",
                r#"{"user_id":"user_1","azp":"http://127.0.0.1:8787","flaw":"expired"}"#,
            ),
            json!({"issued_at": "Unix seconds, now unless told",
                   "flaw": ["expired", "not_yet", "wrong_issuer", "pending", "unsigned",
                            "signed_with_secret", "wrong_category", "wrong_signature",
                            "unknown_key", "nobody"]}),
        ),
        order(
            "A provider signs with another key from now on.",
            format!("curl -X POST {base}/control/keys/clerk/rotate"),
            json!({"instead of clerk": ["kakao", "google"]}),
        ),
    ]
}

fn others(base: &str) -> Vec<Value> {
    vec![
        order(
            "How long the models take to write (0: at once).",
            post(
                &format!("{base}/control/openai/pace"),
                "POST",
                r#"{"ms_total":0}"#,
            ),
            json!({"default": "5000", "ms_piece": "the most between two pieces, 40 without it"}),
        ),
        order(
            "How much of YouTube's daily quota there is.",
            post(
                &format!("{base}/control/youtube/quota"),
                "POST",
                r#"{"bucket":"search","limit":0}"#,
            ),
            json!({"bucket": ["search", "general", "stats"]}),
        ),
        order(
            "The calls that were seen, oldest first.",
            format!("curl '{base}/control/requests?service=openai'"),
            json!({"service": "optional"}),
        ),
        order(
            "Sign somebody in without a page: answers with a redirect that carries a code.",
            format!(
                "curl -i '{base}/kakao/oauth/authorize?response_type=code&scope=openid&state=s\
                 &client_id={id}&redirect_uri=http://127.0.0.1:3000/cb&prompt=none&login_hint=haneul'",
                id = crate::KAKAO_CLIENT_ID,
            ),
            Value::Null,
        ),
        order(
            "Forget everything.",
            format!("curl -X POST {base}/control/reset"),
            Value::Null,
        ),
    ]
}
