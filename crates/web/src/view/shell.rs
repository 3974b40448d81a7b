//! What surrounds every page: head, header, navigation, sandbox notice, business footer.

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NavItem {
    /// Where it leads.
    pub href: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// The name of its icon in `parts/icons.html`.
    pub icon: &'static str,
    /// The entry it stands for.
    pub nav: Nav,
}

/// The navigation of a signed-in creator.
pub const NAV_ITEMS: [NavItem; 4] = [
    NavItem {
        href: "/dashboard",
        label: "홈",
        icon: "home",
        nav: Nav::Home,
    },
    NavItem {
        href: "/agents",
        label: "에이전트",
        icon: "agents",
        nav: Nav::Agents,
    },
    NavItem {
        href: "/runs",
        label: "기록",
        icon: "runs",
        nav: Nav::Runs,
    },
    NavItem {
        href: "/credits",
        label: "크레딧",
        icon: "credits",
        nav: Nav::Credits,
    },
];

/// The entry that only an operator sees.
const ADMIN_ITEM: NavItem = NavItem {
    href: "/admin/orders",
    label: "운영",
    icon: "operate",
    nav: Nav::Admin,
};

/// Who is looking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The name to greet by.
    pub name: String,
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
    pub fn lines(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("상호", &self.trade_name),
            ("대표", &self.representative),
            ("주소", &self.address),
            ("전화", &self.phone),
            ("사업자등록번호", &self.registration_no),
            ("통신판매업 신고", &self.mail_order_no),
            ("호스팅 제공", &self.hosting_provider),
        ];
        all.into_iter()
            .filter_map(|(label, value)| Some((label, value.as_deref()?)))
            .collect()
    }
}

/// The frame of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shell {
    /// The page's title, without the site's name.
    pub title: String,
    /// For search engines and link previews; private pages have none.
    pub description: Option<String>,
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

    /// The navigation.
    pub fn nav_items(&self) -> Vec<NavItem> {
        let is_admin = self.user.as_ref().is_some_and(|user| user.is_admin);
        let mut items = NAV_ITEMS.to_vec();
        items.extend(is_admin.then_some(ADMIN_ITEM));
        items
    }

    /// A signed-in creator's page.
    pub fn sample(title: &str, nav: Nav) -> Self {
        Self {
            title: title.into(),
            description: None,
            user: Some(SignedIn {
                name: "김하늘".into(),
                balance: 115,
                is_admin: false,
            }),
            nav,
            sandbox: true,
            business: Business {
                trade_name: Some("오픈클로".into()),
                representative: Some("홍길동".into()),
                address: Some("서울특별시 마포구 월드컵북로 396, 12층".into()),
                phone: Some("02-0000-0000".into()),
                email: Some("help@openclaw.example".into()),
                registration_no: Some("000-00-00000".into()),
                mail_order_no: Some("제2026-서울마포-0000호 (마포구청)".into()),
                hosting_provider: Some("Cloudflare, Inc.".into()),
                ftc_url: Some("https://www.ftc.go.kr/bizCommPop.do?wrkr_no=0000000000".into()),
            },
        }
    }

    /// An operator's page.
    pub fn sample_admin(title: &str) -> Self {
        let mut shell = Self::sample(title, Nav::Admin);
        if let Some(user) = &mut shell.user {
            user.is_admin = true;
        }
        shell
    }

    /// A visitor's page, outside sandbox mode.
    pub fn sample_visitor(title: &str) -> Self {
        Self {
            user: None,
            sandbox: false,
            ..Self::sample(title, Nav::Nowhere)
        }
    }
}
