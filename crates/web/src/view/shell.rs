//! What surrounds every page: head, header, navigation, sandbox notice, business footer.

use super::sharing::Alternates;
use crate::words::{Message, say};

/// Where in the navigation a page belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Nav {
    /// Nowhere: the landing page, sign-in, errors, documents.
    #[default]
    Nowhere,
    /// The dashboard.
    Home,
    /// The agents and their forms.
    Agents,
    /// Runs, past and present.
    Runs,
    /// Credits, packages, orders.
    Credits,
    /// The operator's pages.
    Admin,
}

/// One entry of the navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavItem {
    /// Where it leads.
    pub href: &'static str,
    /// What it is called.
    pub label: Message,
    /// The name of its icon in `parts/icons.html`.
    pub icon: &'static str,
    /// The entry it stands for.
    pub nav: Nav,
}

/// Who is looking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The name to greet by.
    pub name: Message,
    /// Credits left.
    pub balance: i64,
    /// Whether the navigation leads to the operator's pages.
    pub is_admin: bool,
}

/// What the law wants told about the seller. What is not configured is not shown; live mode
/// refuses to start while any of it is missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Business {
    /// 상호
    pub trade_name: Option<String>,
    /// 대표자
    pub representative: Option<String>,
    /// 사업장 주소
    pub address: Option<String>,
    /// 전화번호
    pub phone: Option<String>,
    /// 전자우편
    pub email: Option<String>,
    /// 사업자등록번호
    pub registration_no: Option<String>,
    /// 통신판매업 신고번호, with the office it was filed at.
    pub mail_order_no: Option<String>,
    /// 호스팅 서비스 제공자
    pub hosting_provider: Option<String>,
    /// The Fair Trade Commission's page about this business.
    pub ftc_url: Option<String>,
}

impl Business {
    /// Each configured line with its label, in the order they are customarily given.
    pub fn lines(&self) -> Vec<(Message, &str)> {
        let all = [
            (say("business-name"), &self.trade_name),
            (say("business-representative"), &self.representative),
            (say("business-address"), &self.address),
            (say("business-phone"), &self.phone),
            (say("business-registration"), &self.registration_no),
            (say("business-mail-order"), &self.mail_order_no),
            (say("business-hosting"), &self.hosting_provider),
        ];
        all.into_iter()
            .filter_map(|(label, value)| Some((label, value.as_deref()?)))
            .collect()
    }
}

/// The frame of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shell {
    /// The page's title, without the site's name.
    pub title: Message,
    /// For search engines and link previews; private pages have none.
    pub description: Option<Message>,
    /// Who is looking; nobody, for a visitor.
    pub user: Option<SignedIn>,
    /// The active entry of the navigation.
    pub nav: Nav,
    /// Whether money is pretended: shows the notice on every page.
    pub sandbox: bool,
    /// The seller.
    pub business: Business,
}

impl Shell {
    /// The address of an asset, with the hash of its content.
    pub fn asset(&self, name: &str) -> &'static str {
        crate::assets::url(name)
    }

    /// Where the page is in each language.
    pub fn alternates(&self) -> Alternates {
        Alternates
    }

    /// The navigation.
    pub fn nav_items(&self) -> Vec<NavItem> {
        let is_admin = self.user.as_ref().is_some_and(|user| user.is_admin);
        let item = |href, label, icon, nav| NavItem {
            href,
            label,
            icon,
            nav,
        };
        let mut items = vec![
            item("/dashboard", say("nav-home"), "home", Nav::Home),
            item("/agents", say("nav-agents"), "agents", Nav::Agents),
            item("/runs", say("nav-runs"), "runs", Nav::Runs),
            item("/credits", say("nav-credits"), "credits", Nav::Credits),
        ];
        if is_admin {
            items.push(item("/admin", say("nav-admin"), "operate", Nav::Admin));
        }
        items
    }
}
