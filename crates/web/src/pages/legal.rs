//! Terms, privacy and refunds, in plain words. The operator's counsel has the last one.

use std::sync::Arc;

use axum::extract::State;

use super::{Page, refunds::days, render};
use crate::{
    http::user::Visitor,
    site::Site,
    view::{
        document::{Document, Section},
        shell::Nav,
    },
};

/// Since when these texts hold.
const EFFECTIVE: &str = "2026. 11. 23.";

fn section(heading: &str, paragraphs: &[&str], items: &[&str]) -> Section {
    let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    Section {
        heading: heading.to_owned(),
        paragraphs: owned(paragraphs),
        items: owned(items),
    }
}

fn document(site: &Site, Visitor(user): Visitor, title: &str, sections: Vec<Section>) -> Page {
    render(&Document {
        shell: site.shell(title, Nav::Nowhere, user.as_ref()),
        effective: Some(EFFECTIVE.to_owned()),
        sections,
    })
}

pub(super) async fn terms(State(site): State<Arc<Site>>, visitor: Visitor) -> Page {
    let sections = vec![
        section(
            "서비스",
            &[
                "크레딧을 미리 사서 AI 에이전트를 한 번 실행할 때마다 정해진 만큼 써요. 값은 실행 전에 보여 드려요.",
            ],
            &[
                "실행이 실패하면 쓴 크레딧을 자동으로 돌려드려요.",
                "결과는 AI가 만든 것이에요. 올리기 전에 사실을 확인해 주세요.",
            ],
        ),
        section(
            "AI 생성물 표시",
            &[
                "모든 결과 화면과 내려받은 파일에는 ‘AI 생성’ 표시가 들어가요. 실제처럼 보이는 영상을 만들었다면 유튜브의 변경된 콘텐츠 표시도 켜 주세요.",
            ],
            &[],
        ),
        section(
            "이용할 수 있는 나이",
            &["만 14세 이상이면 이용할 수 있어요."],
            &[],
        ),
    ];
    document(&site, visitor, "이용약관", sections)
}

pub(super) async fn privacy(State(site): State<Arc<Site>>, visitor: Visitor) -> Page {
    let sections = vec![
        section(
            "무엇을 왜 받나요",
            &["로그인할 때 카카오나 구글에서 받는 것과, 안전하게 쓰는 데 필요한 것만 저장해요."],
            &[
                "회원 번호와 이름: 누구의 크레딧인지 알기 위해",
                "이메일(주는 경우): 영수증과 안내를 보내기 위해",
                "로그인한 기기의 종류와 시각: 내 로그인을 직접 확인하고 끝낼 수 있게",
                "인터넷 주소(알아볼 수 없게 바꿔서 며칠 안에 지워요): 계정을 지나치게 많이 만드는 것을 막기 위해",
            ],
        ),
        section(
            "누구에게 보내나요",
            &[
                "대본을 쓰려고 입력한 내용을 AI 회사(OpenAI, 미국)에 보내요. 이름과 이메일은 보내지 않아요. 결제는 포트원과 나이스페이먼츠가 처리해요.",
            ],
            &[],
        ),
        section(
            "얼마나 보관하나요",
            &["계약과 결제 기록은 법에 따라 5년, 나머지는 탈퇴할 때까지 보관해요."],
            &[
                "탈퇴하면 남은 기록에서 누구인지 알 수 있는 것을 지워요.",
                "무료 크레딧을 두 번 드리지 않으려고, 받았다는 표시만 알아볼 수 없게 바꿔서 남겨요.",
            ],
        ),
        section(
            "내가 할 수 있는 일",
            &["‘설정’에서 내 데이터를 내려받고, 로그인한 기기를 끝내고, 계정을 삭제할 수 있어요."],
            &[],
        ),
    ];
    document(&site, visitor, "개인정보 처리방침", sections)
}

pub(super) async fn refund(State(site): State<Arc<Site>>, visitor: Visitor) -> Page {
    let policy = site.world.settings.refunds;
    let window = days(policy.full_for);
    let late = match policy.late_percent.min(100) {
        0 => "그 뒤에는 환불되지 않아요.".to_owned(),
        100 => "그 뒤에도 쓰지 않은 유료 크레딧은 전액 환불돼요.".to_owned(),
        percent => format!("쓰지 않은 유료 크레딧 값의 {percent}%를 돌려드려요."),
    };
    let partly = if policy.partial {
        "일부를 썼다면 남은 유료 크레딧만큼 돌려드려요. 금액은 주문 화면에서 바로 볼 수 있어요."
    } else {
        "일부를 쓴 주문은 결제를 일부만 취소할 수 없어서, 고객센터로 알려 주시면 남은 만큼 계좌로 돌려드려요."
    };
    let soon = if policy.automatic {
        "기한 안에 신청했고 조금도 쓰지 않은 주문은 신청하는 즉시 결제를 취소해요. 다른 주문은 3영업일 안에 확인해서 돌려드려요."
    } else {
        "3영업일 안에 확인해서 결제한 수단으로 돌려드려요."
    };
    let sections = vec![
        section(
            &format!("산 날부터 {window}일 안"),
            &["쓰지 않은 유료 크레딧은 전액 환불돼요.", partly],
            &[
                "돌려받는 만큼 함께 받은 보너스 크레딧도 없어져요.",
                "무료 크레딧은 환불되지 않아요.",
            ],
        ),
        section(&format!("{window}일이 지난 뒤"), &[&late], &[]),
        section(
            "실패한 실행",
            &[
                "결과를 만들지 못한 실행의 크레딧은 바로 자동으로 돌아와요. 따로 신청하지 않아도 돼요.",
            ],
            &[],
        ),
        section(
            "환불 신청",
            &[
                "‘크레딧’의 결제 내역에서 주문을 열고 ‘환불 신청하기’를 눌러 주세요.",
                soon,
            ],
            &["가상계좌로 입금한 주문은 돌려받을 계좌를 여쭤보고 돌려드려요."],
        ),
    ];
    document(&site, visitor, "환불 규정", sections)
}
