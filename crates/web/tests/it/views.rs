//! Every page, in every state, as a browser would get it.

use std::{collections::HashSet, error::Error, fmt::Write as _, fs, path::Path};

use askama::Template as _;
use openclaw_web::{assets, view};

type Outcome = Result<(), Box<dyn Error>>;

fn everything() -> Result<Vec<(String, String)>, askama::Error> {
    let mut all = view::gallery()?;
    all.extend(view::fragments()?);
    Ok(all)
}

/// The opening tags of a page, comments and text left out.
fn tags(html: &str) -> Vec<&str> {
    html.split('<')
        .skip(1)
        .filter_map(|piece| piece.split_once('>').map(|(tag, _)| tag))
        .filter(|tag| tag.starts_with(|c: char| c.is_ascii_alphabetic()))
        .collect()
}

/// The value of an attribute.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// The names of a tag's attributes, values left out.
fn attribute_names(tag: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for (index, piece) in tag.split(['"', '\'']).enumerate() {
        if index % 2 == 0 {
            names.extend(piece.split_whitespace().skip(usize::from(index == 0)));
        }
    }
    names
        .into_iter()
        .map(|name| name.trim_end_matches('='))
        .collect()
}

#[test]
fn nothing_on_a_page_needs_a_weaker_content_security_policy() -> Outcome {
    for (name, html) in everything()? {
        assert!(!html.contains("<style"), "{name}: a style element");
        assert!(
            !html.contains("javascript:"),
            "{name}: a javascript: address"
        );
        for script in html.split("<script").skip(1) {
            // Data is not run.
            if script.starts_with(" type=\"application/ld+json\">") {
                continue;
            }
            assert!(
                script.starts_with(" src=\""),
                "{name}: an inline script: {script:.60}"
            );
            assert!(
                script.contains("></script>"),
                "{name}: words inside a script: {script:.60}"
            );
        }
        for tag in tags(&html) {
            for attribute in attribute_names(tag) {
                let is_handler = attribute.starts_with("on") || attribute.starts_with("hx-on");
                assert!(
                    !is_handler && attribute != "style",
                    "{name}: {attribute} in <{tag}>"
                );
            }
        }
    }
    Ok(())
}

#[test]
fn what_people_write_is_text_and_never_markup() -> Outcome {
    for (name, html) in everything()? {
        assert!(!html.contains("<script>"), "{name}");
        assert!(!html.contains("</textarea><"), "{name}");
    }
    let rows = view::runs::MoreRuns::sample().render()?;
    assert!(
        rows.contains("&#60;script&#62;alert(&#39;제목&#39;)&#60;/script&#62;"),
        "{rows}"
    );

    let quote = "\" autofocus onfocus=\"alert(1)";
    let mut form = view::agent_form::AgentForm::sample();
    form.fields[0].value = quote.into();
    form.idempotency_key = quote.into();
    form.fields[0].examples = vec![quote.into()];
    assert!(!form.render()?.contains(quote));

    let mut sign_in = view::sign_in::SignIn::sample();
    sign_in.next = Some("/runs?a=1&b=\"><img>".into());
    let html = sign_in.render()?;
    assert!(
        html.contains("?next=%2Fruns%3Fa%3D1%26b%3D%22%3E%3Cimg%3E"),
        "{html}"
    );
    Ok(())
}

#[test]
fn only_an_agents_own_rendering_and_a_legal_text_are_shown_unescaped() -> Outcome {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut exceptions = Vec::new();
    for file in files_below(&folder)? {
        let template = fs::read_to_string(&file)?;
        exceptions.extend(
            template
                .lines()
                .filter(|line| line.contains("|safe"))
                .map(str::to_owned),
        );
    }
    exceptions.sort();
    let known = [
        "    {{ result.result_html.content()|safe }}",
        "  {{ body|safe }}",
    ];
    assert_eq!(exceptions, known);
    Ok(())
}

fn files_below(folder: &Path) -> std::io::Result<Vec<std::path::PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

#[test]
fn every_asset_a_page_names_is_there_and_light() -> Outcome {
    for (name, html) in view::gallery()? {
        let mut weight = html.len();
        for tag in tags(&html) {
            let Some(url) = attribute(tag, "src").or_else(|| attribute(tag, "href")) else {
                continue;
            };
            if url.starts_with("/assets/") {
                let asset = assets::find(url).ok_or_else(|| format!("{name}: no {url}"))?;
                let is_first_load = tag.starts_with("script") || tag.contains("stylesheet");
                weight += if is_first_load { asset.bytes.len() } else { 0 };
            }
        }
        assert!(
            weight <= 150_000,
            "{name} weighs {weight} bytes before compression"
        );
    }
    Ok(())
}

#[test]
fn an_asset_keeps_its_address_as_long_as_its_content() {
    let style = assets::url("app.css");
    let hash = style
        .strip_prefix("/assets/app.")
        .and_then(|rest| rest.strip_suffix(".css"));
    let hash = hash.expect("a hashed address");
    assert!(
        hash.len() == 12 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{style}"
    );

    let asset = assets::find(style).expect("the style sheet");
    assert_eq!(asset.content_type, "text/css; charset=utf-8");
    assert_eq!(asset.etag, format!("\"{hash}\""));

    assert!(
        assets::find("/assets/app.css").is_none(),
        "no address without its hash"
    );
    assert!(assets::find("/assets/../Cargo.toml").is_none());
    assert!(assets::find(assets::url("no-such.css")).is_none());
    let addresses: HashSet<_> = assets::urls().collect();
    assert_eq!(addresses.len(), assets::urls().count());
}

#[test]
fn every_page_can_be_found_its_way_around_in() -> Outcome {
    for (name, html) in view::gallery()? {
        let tags = tags(&html);
        let ids: Vec<_> = tags.iter().filter_map(|tag| attribute(tag, "id")).collect();
        let unique: HashSet<_> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{name}: an id twice in {ids:?}");

        for tag in &tags {
            for pointer in [
                "aria-describedby",
                "aria-labelledby",
                "for",
                "data-fill",
                "data-copy",
                "data-confirm",
                "form",
            ] {
                for id in attribute(tag, pointer)
                    .iter()
                    .flat_map(|ids| ids.split_whitespace())
                {
                    assert!(unique.contains(id), "{name}: {pointer}={id} leads nowhere");
                }
            }
            if let Some(id) = attribute(tag, "href").and_then(|href| href.strip_prefix('#')) {
                assert!(unique.contains(id), "{name}: #{id} leads nowhere");
            }
            let is_button = tag.starts_with("button") || tag.starts_with("img");
            let is_named = tag.contains(" type=") || tag.contains(" alt=");
            assert!(!is_button || is_named, "{name}: <{tag}>");
        }
        for landmark in ["header", "main", "footer"] {
            assert!(
                html.contains(&format!("<{landmark}")),
                "{name}: no {landmark}"
            );
        }
        assert!(
            html.contains("<html lang=\"ko\">") && html.contains("class=\"skip-link\""),
            "{name}"
        );
        headings_step_down_one_at_a_time(&name, &tags);
    }
    Ok(())
}

fn headings_step_down_one_at_a_time(page: &str, tags: &[&str]) {
    let levels = tags.iter().filter_map(|tag| {
        let level = tag.strip_prefix('h')?.chars().next()?.to_digit(10)?;
        Some(level)
    });
    let mut previous = 0;
    let mut first_level = 0;
    for level in levels {
        assert!(level <= previous + 1, "{page}: h{level} after h{previous}");
        first_level += u32::from(level == 1);
        previous = level;
    }
    assert_eq!(first_level, 1, "{page}: one h1");
}

#[test]
fn a_form_says_what_is_wrong_where_it_is_wrong() -> Outcome {
    let html = view::agent_form::AgentForm::sample_with_errors().render()?;
    assert!(
        html.contains("id=\"topic-error\">200자 안으로 줄여 주세요."),
        "{html}"
    );
    assert!(html.contains("aria-describedby=\"topic-error topic-help\" aria-invalid=\"true\""));
    assert!(html.contains("name=\"idempotency_key\""));

    let short = view::agent_form::AgentForm::sample_short().render()?;
    assert!(short.contains("5크레딧이 모자라요"), "{short}");
    assert!(short.contains("스타터를 9,900원에 사면") && short.contains("스타터 사러 가기"));
    assert!(
        !short.contains("type=\"submit\" data-busy"),
        "nothing to send without credits"
    );
    Ok(())
}

#[test]
fn a_page_looks_again_only_while_something_moves() -> Outcome {
    let running = view::dashboard::Dashboard::sample().render()?;
    assert!(running.contains("hx-trigger=\"every 3s\""));
    let still = view::dashboard::Dashboard::sample_broke().render()?;
    assert!(!still.contains("hx-trigger") && !still.contains("htmx"));

    let live = view::run::RunPage::sample().render()?;
    assert!(live.contains("<noscript><meta http-equiv=\"refresh\" content=\"3\"></noscript>"));
    assert!(
        live.contains("data-events=\"/api/runs/0193a0/events\"") && live.contains(">90</strong>초")
    );
    let done = view::run::RunPage::sample_succeeded().render()?;
    assert!(
        !done.contains("refresh") && !done.contains("run."),
        "a finished run is still"
    );
    Ok(())
}

#[test]
fn the_seller_and_the_sandbox_are_told_as_configured() -> Outcome {
    let mut page = view::agents::Agents::sample();
    let html = page.render()?;
    for words in [
        "연습 모드(샌드박스)",
        "사업자등록번호",
        "제2026-서울마포-0000호",
        "공정거래위원회",
    ] {
        assert!(html.contains(words), "{words}");
    }
    page.shell.sandbox = false;
    page.shell.business = view::shell::Business::default();
    let html = page.render()?;
    for words in ["샌드박스", "사업자등록번호", "공정거래위원회"] {
        assert!(!html.contains(words), "{words}");
    }
    Ok(())
}

/// Writes every page and asset to `target/gallery`, to be looked at: serve that folder and open
/// `index.html`.
#[test]
fn gallery() -> Outcome {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/gallery");
    fs::create_dir_all(folder.join("assets"))?;
    let mut index = String::from("<!doctype html><meta charset=utf-8><title>OpenClaw</title>");
    for (name, html) in view::gallery()? {
        fs::write(folder.join(format!("{name}.html")), html)?;
        writeln!(index, "<p><a href=\"{name}.html\">{name}</a>")?;
    }
    fs::write(folder.join("index.html"), index)?;
    for url in assets::urls() {
        let asset = assets::find(url).ok_or("an address without an asset")?;
        fs::write(folder.join(url.trim_start_matches('/')), asset.bytes)?;
    }
    Ok(())
}

/// What a browser fetches before a page is whole, its own markup included, packed; the icon and the
/// preview's picture are not among it.
#[test]
fn the_first_load_of_any_page_fits_into_60_kb() -> Outcome {
    const BUDGET: usize = 60_000;
    let packed = |bytes: &[u8]| -> Result<usize, std::io::Error> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packer, bytes)?;
        Ok(packer.finish()?.len())
    };
    for (name, html) in everything()? {
        let mut load = packed(html.as_bytes())?;
        let fetched: HashSet<&str> = tags(&html)
            .into_iter()
            .filter(|tag| !tag.starts_with("meta") && !tag.contains("touch-icon"))
            .flat_map(|tag| [attribute(tag, "src"), attribute(tag, "href")])
            .flatten()
            .filter(|address| address.starts_with("/assets/"))
            .collect();
        for address in fetched {
            let asset = assets::find(address).ok_or(address)?;
            load += asset.gzip.map_or(asset.bytes.len(), <[u8]>::len);
        }
        assert!(load <= BUDGET, "{name}: {load} bytes");
    }
    Ok(())
}
