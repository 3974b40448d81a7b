//! Every input that is kept holds, and each property has some.

use std::path::PathBuf;

use openclaw_properties::ALL;

fn kept(name: &str) -> Vec<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus"));
    let files = std::fs::read_dir(folder.join(name)).expect("a corpus");
    files.map(|file| file.expect("a file").path()).collect()
}

#[test]
fn what_is_kept_holds() {
    for property in ALL {
        let files = kept(property.name);
        assert!(!files.is_empty(), "{} begins with nothing", property.name);
        for file in files {
            println!("{}", file.display());
            (property.holds)(&std::fs::read(&file).expect("a file"));
        }
    }
}

#[test]
fn each_property_is_a_fuzz_target() {
    let manifest = include_str!("../../../../fuzz/Cargo.toml");
    for property in ALL {
        assert!(
            manifest.contains(&format!("name = \"{}\"", property.name)),
            "{} is none",
            property.name
        );
    }
}
