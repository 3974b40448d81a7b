//! A folder as the domain uses it.

use std::{fs, path::Path};

use bytes::Bytes;
use openclaw_domain::port::files::FileStore as _;
use openclaw_storage::{Access, Files, Place};

use crate::bucket::place;

const KEY: &str = "runs/0197f0a1b2c3d4e5f60718293a4b5c6d.json";

#[tokio::test]
async fn what_was_put_is_there_for_the_next_process() {
    let home = tempfile::tempdir().unwrap();
    let files = Files::folder(home.path()).unwrap();
    assert_eq!(files.get(KEY).await, Ok(None));
    files
        .put(KEY, Bytes::from_static("첫 번째".as_bytes()))
        .await
        .unwrap();
    files
        .put(KEY, Bytes::from_static("두 번째".as_bytes()))
        .await
        .unwrap();
    drop(files);

    let reopened = Files::folder(home.path()).unwrap();
    assert_eq!(
        reopened.get(KEY).await,
        Ok(Some(Bytes::from_static("두 번째".as_bytes())))
    );
    assert_eq!(reopened.get("runs/another.json").await, Ok(None));
    // Nothing half-written lies about.
    assert_eq!(fs::read_dir(home.path().join("runs")).unwrap().count(), 1);
}

#[tokio::test]
async fn keys_do_not_lead_out_of_the_folder() {
    let home = tempfile::tempdir().unwrap();
    let inside = home.path().join("files");
    fs::write(home.path().join("secret"), "no").unwrap();
    let files = Files::folder(&inside).unwrap();
    for key in [
        "../secret",
        "a/../../secret",
        "/secret",
        "runs//1",
        "runs/",
        "",
        ".",
        "a/./b",
    ] {
        assert!(files.get(key).await.is_err(), "get {key:?}");
        assert!(files.put(key, Bytes::new()).await.is_err(), "put {key:?}");
    }
    assert_eq!(
        fs::read_to_string(home.path().join("secret")).unwrap(),
        "no"
    );
}

#[tokio::test]
async fn a_key_that_is_a_folder_is_no_file() {
    let home = tempfile::tempdir().unwrap();
    let files = Files::folder(home.path()).unwrap();
    files.put("runs/1", Bytes::from_static(b"x")).await.unwrap();
    assert!(files.put("runs", Bytes::from_static(b"x")).await.is_err());
    assert!(!matches!(files.get("runs").await, Ok(Some(_))));
}

#[tokio::test]
async fn a_folder_opens_by_path_and_by_url() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("a folder");
    let path = folder.to_str().unwrap();
    Files::open(place(path), &Access::default())
        .unwrap()
        .put("1", Bytes::from_static(b"x"))
        .await
        .unwrap();
    let by_url = place(&format!("file://{}", path.replace(' ', "%20")));
    let by_url = Files::open(by_url, &Access::default()).unwrap();
    assert_eq!(by_url.get("1").await, Ok(Some(Bytes::from_static(b"x"))));
}

#[test]
fn other_stores_are_refused_with_what_is_supported() {
    for address in ["https://files.example", "memory://", "file://host/x", ""] {
        let error = Place::parse(address).unwrap_err().to_string();
        assert!(
            error.contains(address) && error.contains("file:///its/path"),
            "{error}"
        );
        assert!(!Path::new(address).exists());
    }
}

#[test]
fn a_file_is_no_folder() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("file");
    fs::write(&file, "x").unwrap();
    let error = Files::folder(&file).unwrap_err().to_string();
    assert!(error.contains(file.to_str().unwrap()), "{error}");
}

#[cfg(unix)]
#[test]
fn a_new_folder_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let home = tempfile::tempdir().unwrap();

    let new = home.path().join("var/files");
    Files::folder(&new).unwrap();
    assert_eq!(mode(&new), 0o700);
    assert_eq!(mode(&home.path().join("var")), 0o700);

    let old = home.path().join("old");
    fs::create_dir(&old).unwrap();
    fs::set_permissions(&old, fs::Permissions::from_mode(0o750)).unwrap();
    Files::folder(&old).unwrap();
    assert_eq!(mode(&old), 0o750);
}
