//! Agents: broken folders are told with file, line and reason; inputs; variants.

use openclaw_domain::{
    agent::{Catalog, Problem, RewritePart},
    random::UserId,
};
use serde_json::{Value, json};

use crate::support::{changed, script, script_agent};

/// A change to a file of the script agent, and what is told of it.
type Fault = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

#[rustfmt::skip]
const FAULTS: [Fault; 24] = [
        (
            "agent.toml",
            "price = 20",
            "prize = 20",
            &["line 4", "unknown field `prize`"],
        ),
        (
            "agent.toml",
            "price = 20",
            "price = 0",
            &["line 4", "`price` must be 1 at least"],
        ),
        (
            "agent.toml",
            "subject = \"topic\"",
            "subject = \"theme\"",
            &["line 6", "names no input"],
        ),
        (
            "agent.toml",
            "\"llm.structured\"",
            "\"llm.magic\"",
            &["line ", "no step `llm.magic`; there are: llm.structured"],
        ),
        (
            "agent.toml",
            "name = \"llm.structured\"",
            "name = \"llm.structured\"\nheat = 2",
            &["line ", "no parameters", "`heat`"],
        ),
        (
            "agent.toml",
            "name = \"timeline\"",
            "name = \"time\"",
            &["line ", "unknown variant `time`"],
        ),
        (
            "agent.toml",
            "longest_ms = 3000",
            "longest_s = 3",
            &["line ", "longest_s"],
        ),
        (
            "agent.toml",
            "weight = 1",
            "weight = 0",
            &["line ", "no prompt has a `weight` above 0"],
        ),
        (
            "agent.toml",
            "default = 30",
            "default = 31",
            &[
                "line ",
                "input `seconds`: `default` 31 is none of the choices",
            ],
        ),
        (
            "agent.toml",
            "seconds = 45\n",
            "seconds = 46\n",
            &["example 2 is not taken", "NotAChoice"],
        ),
        (
            "agent.toml",
            "exporter = \"srt\"",
            "exporter = \"srt\"\ntemplate = \"script.txt\"",
            &["line ", "take a `template`"],
        ),
        (
            "agent.toml",
            "parts = [\"hooks\", \"scenes\"]",
            "parts = [\"title\"]",
            &["title, which is no list"],
        ),
        (
            "agent.toml",
            "page = \"page.html\"",
            "page = \"none.html\"",
            &["none.html", "the file is missing"],
        ),
        (
            "output.schema.json",
            "\"type\": \"object\",",
            "\"type\": ",
            &["line ", "column"],
        ),
        (
            "output.schema.json",
            "\"type\": \"object\",",
            "\"type\": 7,",
            &["output.schema.json", "#/type: 7 is no value"],
        ),
        ("page.html", "{%- endfor %}", "", &["page.html:"]),
        (
            "page.html",
            "{{ words.scenes }}",
            "{{ words.sceens }}",
            &["page.html", "no `sceens` in [words]"],
        ),
        (
            "agent.toml",
            "input = \"language\"",
            "input = \"tongue\"",
            &["line ", "check `language` names no input: tongue"],
        ),
        (
            "agent.toml",
            "words = [\"topic\"]",
            "words = [\"topics\"]",
            &["line ", "check `particles` names no input: topics"],
        ),
        (
            "agent.toml",
            "tone = \"tone\"",
            "tone = \"mood\"",
            &["line ", "`script.tone` names no input: mood"],
        ),
        (
            "agent.toml",
            "price = 5",
            "price = 0",
            &["line ", "`rewrite.price` must be 1 at least"],
        ),
        (
            "prompt.rewrite.user.md",
            "{{ ",
            "{{ nothing.",
            &["prompt.rewrite.user.md:", "undefined"],
        ),
        (
            "prompt.user.md",
            "| data(\"input\")",
            "| date(\"input\")",
            &["prompt.user.md:", "date"],
        ),
        (
            "prompt.user.md",
            "{{ input",
            "{{ inputs",
            &["prompt.user.md:", "undefined"],
        ),
];

#[test]
fn a_broken_folder_is_told_with_file_line_and_reason() {
    for (file, from, to, told) in FAULTS {
        let (agents, broken) = Catalog::load(vec![changed(file, from, to)]);
        assert_eq!(agents.iter().count(), 0, "{to}");
        let [broken] = broken.as_slice() else {
            panic!("{to}: {broken:?}");
        };
        let words = format!("{}: {}", broken.file, broken.reason);
        for word in told {
            assert!(words.contains(word), "{to}: no {word} in: {words}");
        }
    }
}

#[test]
fn a_broken_one_leaves_the_others() {
    let broken = changed("agent.toml", "price = 20", "prize = 20");
    let mut sound = changed("agent.toml", "id = \"shorts-script\"", "id = \"another\"");
    sound.folder = "another".to_owned();
    let (agents, refused) = Catalog::load(vec![broken, sound]);
    assert_eq!(
        agents.iter().map(|agent| agent.id()).collect::<Vec<_>>(),
        ["another"]
    );
    assert_eq!(refused.len(), 1);
}

/// The script agent with one more input.
fn with_input(field: &str) -> std::sync::Arc<openclaw_domain::agent::Agent> {
    let label = "label = { ko = \"하나\", en = \"One\" }";
    let field = format!("[[input]]\nname = \"more\"\n{field}\n{label}\n\n[[example]]");
    let (agents, broken) = Catalog::load(vec![changed("agent.toml", "[[example]]", &field)]);
    assert_eq!(broken, []);
    std::sync::Arc::clone(agents.iter().next().expect("one"))
}

#[test]
fn every_kind_of_input_takes_what_fits_and_names_what_does_not() {
    let many = json!(["a", "b", "c"]);
    for (field, sent, taken) in [
        (
            "kind = \"long_text\"\nmin = 0\nmax = 5",
            json!("한\r\n줄"),
            Ok(json!("한\n줄")),
        ),
        (
            "kind = \"long_text\"\nmin = 0\nmax = 5",
            json!("여섯 글자네"),
            Err(Problem::TooLong(5)),
        ),
        (
            "kind = \"text\"\nmin = 0\nmax = 5",
            json!("한\n줄"),
            Err(Problem::ControlCharacter),
        ),
        (
            "kind = \"integer\"\nmin = 1\nmax = 9\ndefault = 3",
            Value::Null,
            Ok(json!(3)),
        ),
        (
            "kind = \"integer\"\nmin = 1\nmax = 9\ndefault = 3",
            json!(9),
            Ok(json!(9)),
        ),
        (
            "kind = \"integer\"\nmin = 1\nmax = 9\ndefault = 3",
            json!(0),
            Err(Problem::TooSmall(1)),
        ),
        (
            "kind = \"integer\"\nmin = 1\nmax = 9\ndefault = 3",
            json!(10),
            Err(Problem::TooLarge(9)),
        ),
        (
            "kind = \"integer\"\nmin = 1\nmax = 9\ndefault = 3",
            json!("3"),
            Err(Problem::NotInteger),
        ),
        (
            "kind = \"tags\"\nmax_items = 2\nmax = 3",
            Value::Null,
            Ok(json!([])),
        ),
        (
            "kind = \"tags\"\nmax_items = 2\nmax = 3",
            json!([" 가 ", "가"]),
            Ok(json!(["가"])),
        ),
        (
            "kind = \"tags\"\nmax_items = 2\nmax = 3",
            many,
            Err(Problem::TooMany(2)),
        ),
        (
            "kind = \"tags\"\nmax_items = 2\nmax = 3",
            json!("가"),
            Err(Problem::NotAList),
        ),
        (
            "kind = \"from_run\"\nagents = [\"shorts-script\"]",
            Value::Null,
            Ok(Value::Null),
        ),
        (
            "kind = \"from_run\"\nagents = [\"a\"]",
            json!("x"),
            Err(Problem::NoSuchRun(vec!["a".to_owned()])),
        ),
    ] {
        let agent = with_input(field);
        let read = agent.inputs(&json!({"topic": "주제", "more": sent}));
        match taken {
            Ok(value) => assert_eq!(read.expect(field).as_json()["more"], value, "{field}"),
            Err(problem) => {
                let problems = read.expect_err(field);
                assert_eq!(
                    (problems.len(), &problems[0].problem),
                    (1, &problem),
                    "{field}"
                );
            }
        }
    }
}

#[test]
fn the_schema_of_inputs_says_the_same_as_the_form() {
    let agent = script_agent();
    let schema = agent.input_schema();
    assert_eq!(schema["required"], json!(["topic"]));
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for example in agent.examples() {
        assert!(validator.is_valid(example), "{example}");
        assert!(agent.inputs(example).is_ok());
    }
    for wrong in [
        json!({}),
        json!({"topic": "가"}),
        json!({"topic": "주제", "seconds": 20}),
        json!({"topic": "주제", "x": 1}),
    ] {
        assert!(!validator.is_valid(&wrong), "{wrong}");
        assert!(agent.inputs(&wrong).is_err());
    }
}

#[test]
fn users_are_spread_over_the_variants_by_weight_and_keep_theirs() {
    let second = "[[prompt]]\nid = \"short\"\nweight = 3\nsystem = \"prompt.system.md\"\nuser = \"prompt.user.md\"\n\n[script]";
    let (agents, broken) = Catalog::load(vec![changed("agent.toml", "[script]", second)]);
    assert_eq!(broken, []);
    let agent = agents.iter().next().expect("one");
    let user = |n: u32| UserId::parse(&format!("0193a1c07f3b7c2e9d51{n:012x}")).expect("an id");
    let short = (0..2000)
        .filter(|n| agent.variant_for(&user(*n)) == "short")
        .count();
    assert!((1400..1600).contains(&short), "{short} of 2000");
    assert_eq!(agent.variant_for(&user(7)), agent.variant_for(&user(7)));
    // With another version the dice are thrown anew.
    let (next, _) = Catalog::load(vec![{
        let mut folder = changed("agent.toml", "[script]", second);
        let manifest = folder.files.get_mut("agent.toml").expect("a manifest");
        *manifest = manifest.replacen("version = \"2\"", "version = \"3\"", 1);
        folder
    }]);
    let next = next.iter().next().expect("one");
    let moved = (0..200)
        .filter(|n| agent.variant_for(&user(*n)) != next.variant_for(&user(*n)))
        .count();
    assert!(moved > 20, "{moved}");
}

#[test]
fn only_an_item_of_a_list_that_is_offered_can_be_written_anew() {
    let agent = script_agent();
    for (part, fits) in [
        ("scenes/1", true),
        ("scenes/3", true),
        ("hooks/3", true),
        ("scenes/4", false),
        ("hashtags/1", false),
        ("title/1", false),
    ] {
        let part = RewritePart::parse(part).expect(part);
        assert_eq!(agent.check_part(&part, &script()).is_ok(), fits, "{part}");
    }
    for part in ["", "scenes", "scenes/0", "scenes/x", "/1", "scenes/-1"] {
        assert_eq!(RewritePart::parse(part), None, "{part}");
    }
    let part = RewritePart::parse("scenes/2").expect("a part");
    let item =
        json!({"start": 0, "end": 99, "narration": "새 말", "on_screen_text": "새", "shot": "새"});
    let output = agent.with_item(&script(), &part, item);
    assert_eq!(
        (&output["scenes"][1]["start"], &output["scenes"][1]["end"]),
        (&json!(5), &json!(11))
    );
    assert_eq!(output["scenes"][1]["narration"], "새 말");
    assert_eq!(output["scenes"][0], script()["scenes"][0]);
}

#[test]
fn without_youtube_only_what_needs_it_is_not_offered() {
    let load = || Catalog::load(openclaw_domain::agent::builtin());
    let (all, broken) = load();
    assert_eq!(broken, []);
    let ids = |agents: &Catalog| -> Vec<String> {
        agents.iter().map(|agent| agent.id().to_owned()).collect()
    };
    assert!(ids(&all).contains(&"trend-analyzer".to_owned()));
    let others = load().0.without(openclaw_domain::run::TRENDS);
    let left: Vec<String> = ids(&all)
        .into_iter()
        .filter(|id| id != "trend-analyzer")
        .collect();
    assert_eq!(ids(&others), left);

    // What to try is the operator's choice.
    let presets = ["낚시".to_owned(), "바둑".to_owned()];
    let offering = all.offering(openclaw_domain::run::TRENDS, "niche", &presets);
    let agent = offering.find("trend-analyzer").unwrap();
    let fields = agent.fields().iter();
    let tried: Vec<_> = fields.map(|field| field.examples.len()).collect();
    assert_eq!(tried, [2, 0, 0]);
    assert_eq!(agent.fields()[0].examples, presets);
}
