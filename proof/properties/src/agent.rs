//! Agents' folders, and what people ask of an agent.

use std::sync::{Arc, LazyLock};

use openclaw_domain::{
    agent::{Agent, AgentFiles, Catalog, builtin},
    money::Credits,
};
use serde_json::Value;

/// The agents of the program.
pub(crate) fn ours(id: &str) -> Arc<Agent> {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::load(builtin()).0);
    Arc::clone(CATALOG.find(id).expect("an agent of that id"))
}

/// A file of an agent: its path in `agents/` in a line, and then what it holds. The folder is an agent
/// that can be rented, or is refused with a reason.
pub(crate) fn files(bytes: &[u8]) {
    static FOLDERS: LazyLock<Vec<AgentFiles>> = LazyLock::new(builtin);
    let text = String::from_utf8_lossy(bytes);
    let Some((path, content)) = text.split_once('\n') else {
        return;
    };
    let Some((folder, file)) = path.split_once('/') else {
        return;
    };
    let Some(mut changed) = FOLDERS.iter().find(|it| it.folder == folder).cloned() else {
        return;
    };
    let Some(there) = changed.files.get_mut(file) else {
        return;
    };
    content.clone_into(there);
    let (catalog, broken) = Catalog::load(vec![changed]);
    assert_eq!(catalog.iter().count() + broken.len(), 1, "one or the other");
    for refused in broken {
        assert!(refused.file.starts_with(folder), "{refused:?}");
        assert!(!refused.reason.is_empty(), "{refused:?}");
    }
    for agent in catalog.iter() {
        assert!(agent.price() > Credits::ZERO, "it costs something");
        assert!(!agent.deadline().is_zero(), "it has some time");
        assert_eq!(agent.input_schema()["type"], "object");
        for example in agent.examples() {
            let inputs = agent.inputs(example);
            assert!(inputs.is_ok(), "an example that it refuses: {inputs:?}");
        }
    }
}

/// A body that starts a run. What is taken is taken again, unchanged.
pub(crate) fn input(bytes: &[u8]) {
    let Ok(sent) = serde_json::from_slice::<Value>(bytes) else {
        return;
    };
    for id in ["shorts-script", "trend-analyzer"] {
        let agent = ours(id);
        match agent.inputs(&sent) {
            Ok(inputs) => {
                let taken = inputs.as_json();
                let again = agent.inputs(&taken).expect("what was taken once");
                assert_eq!(again.as_json(), taken, "it stays as it is");
                assert_eq!(again.fingerprint(id), inputs.fingerprint(id));
                drop(agent.subject_of(&inputs));
            }
            Err(problems) => assert!(!problems.is_empty(), "a refusal says why"),
        }
    }
}
