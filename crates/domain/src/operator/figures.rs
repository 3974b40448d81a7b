//! How the shop does: a day's and a month's figures, what a day brought, what an agent earns.
//!
//! Days are Korea's. Money is whole won; a model's cost is kept in thousandths of a won.

use crate::{
    database::{DatabaseError, Statement},
    time::{DAY, Timestamp},
    world::World,
};

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1_000;
/// Korea is nine hours ahead of UTC, without summer time since 1988.
const KOREA_MILLIS: i64 = 9 * 60 * 60 * 1_000;

/// When the day of that moment began in Korea.
#[must_use]
pub fn midnight(at: Timestamp) -> Timestamp {
    Timestamp((at.0 + KOREA_MILLIS).div_euclid(DAY_MILLIS) * DAY_MILLIS - KOREA_MILLIS)
}

/// When the month of that moment began in Korea.
#[must_use]
pub fn month_began(at: Timestamp) -> Timestamp {
    let days = (at.0 + KOREA_MILLIS).div_euclid(DAY_MILLIS);
    // The day of the month by the civil calendar, in eras of 400 years that begin in March.
    let shifted = days + 719_468;
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5;
    Timestamp((days - day) * DAY_MILLIS - KOREA_MILLIS)
}

/// What a span of time brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// New accounts.
    pub sign_ups: i64,
    /// People whose payment was granted.
    pub payers: i64,
    /// Won of granted orders, value-added tax included.
    pub revenue: i64,
    /// Won that went back.
    pub refunded: i64,
    /// Orders that were granted.
    pub paid: i64,
    /// Orders that came to nothing.
    pub unpaid: i64,
    /// Runs that ended well.
    pub succeeded: i64,
    /// Runs that failed.
    pub failed: i64,
    /// What the models cost, in thousandths of a won.
    pub model_milliwon: i64,
}

impl Figures {
    /// Of a hundred orders that were decided, how many were paid; nothing, while none was.
    #[must_use]
    pub fn paid_percent(&self) -> Option<i64> {
        percent(self.paid, self.paid + self.unpaid)
    }

    /// Of a hundred runs that ended, how many failed.
    #[must_use]
    pub fn failed_percent(&self) -> Option<i64> {
        percent(self.failed, self.succeeded + self.failed)
    }
}

fn percent(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| part.saturating_mul(100) / whole)
}

/// The figures from `since` on.
pub async fn figures(world: &World, since: Timestamp) -> Result<Figures, DatabaseError> {
    let statement = Statement::new(
        "SELECT (SELECT COUNT(*) FROM user_account WHERE created_at >= ?1),
                (SELECT COUNT(DISTINCT user_id) FROM payment_order WHERE grants = 1 AND settled_at >= ?1),
                (SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM payment_order
                 WHERE grants = 1 AND settled_at >= ?1),
                (SELECT CAST(COALESCE(SUM(c.amount), 0) AS BIGINT) FROM payment_cancellation c
                 JOIN payment_order o ON o.id = c.order_id
                 WHERE c.status = 'SUCCEEDED' AND c.settled_at >= ?1 AND o.grants = 1),
                (SELECT COUNT(*) FROM payment_order WHERE grants = 1 AND settled_at >= ?1),
                (SELECT COUNT(*) FROM payment_order WHERE status = 'FAILED' AND settled_at >= ?1),
                (SELECT COUNT(*) FROM agent_run WHERE status = 'SUCCEEDED' AND settled_at >= ?1),
                (SELECT COUNT(*) FROM agent_run WHERE status = 'FAILED' AND failure <> 'stopped_by_user'
                 AND settled_at >= ?1),
                (SELECT CAST(COALESCE(SUM(cost_milliwon), 0) AS BIGINT) FROM agent_run WHERE settled_at >= ?1)",
    )
    .bind(since);
    let rows = world.database.read(statement).await?;
    let row = rows.one()?;
    Ok(Figures {
        sign_ups: row.get(0)?,
        payers: row.get(1)?,
        revenue: row.get(2)?,
        refunded: row.get(3)?,
        paid: row.get(4)?,
        unpaid: row.get(5)?,
        succeeded: row.get(6)?,
        failed: row.get(7)?,
        model_milliwon: row.get(8)?,
    })
}

/// Credits that people still have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outstanding {
    /// Bought.
    pub paid: i64,
    /// Given on top.
    pub bonus: i64,
    /// Given for free.
    pub free: i64,
}

/// Credits that people still have.
pub async fn outstanding(world: &World) -> Result<Outstanding, DatabaseError> {
    let statement = Statement::new(
        "SELECT CAST(COALESCE(SUM(CASE WHEN kind = 'PAID' THEN remaining ELSE 0 END), 0) AS BIGINT),
                CAST(COALESCE(SUM(CASE WHEN kind = 'BONUS' THEN remaining ELSE 0 END), 0) AS BIGINT),
                CAST(COALESCE(SUM(CASE WHEN kind = 'FREE' THEN remaining ELSE 0 END), 0) AS BIGINT)
         FROM credit_lot WHERE remaining > 0",
    );
    let rows = world.database.read(statement).await?;
    let row = rows.one()?;
    Ok(Outstanding {
        paid: row.get(0)?,
        bonus: row.get(1)?,
        free: row.get(2)?,
    })
}

/// A day's won and runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// When it began.
    pub began: Timestamp,
    /// Won of granted orders.
    pub revenue: i64,
    /// Runs that ended.
    pub runs: i64,
}

/// The last so many days, today the last.
pub async fn days(world: &World, count: u32) -> Result<Vec<Day>, DatabaseError> {
    let today = midnight(world.now());
    let first = today.minus(DAY * count.saturating_sub(1));
    let by_day = |sql: &'static str| {
        let statement = Statement::new(sql).bind(first);
        async move {
            let rows = world.database.read(statement).await?;
            let read = rows
                .iter()
                .map(|row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)));
            read.collect::<Result<Vec<_>, DatabaseError>>()
        }
    };
    let revenue = by_day(
        "SELECT (settled_at - ?1) / 86400000, CAST(SUM(amount) AS BIGINT) FROM payment_order
         WHERE grants = 1 AND settled_at >= ?1 GROUP BY 1",
    )
    .await?;
    let runs = by_day(
        "SELECT (settled_at - ?1) / 86400000, COUNT(*) FROM agent_run
         WHERE settled_at >= ?1 GROUP BY 1",
    )
    .await?;
    let find = |all: &[(i64, i64)], day: u32| {
        let found = all.iter().find(|(number, _)| *number == i64::from(day));
        found.map_or(0, |(_, value)| *value)
    };
    let day = |day: u32| Day {
        began: first.plus(DAY * day),
        revenue: find(&revenue, day),
        runs: find(&runs, day),
    };
    Ok((0..count).map(day).collect())
}

/// What an agent's runs brought and cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentFigures {
    /// Which agent.
    pub agent: String,
    /// Runs that ended well.
    pub runs: i64,
    /// Credits they took.
    pub credits: i64,
    /// What those credits were bought for, in won, value-added tax included: paid credits alone.
    pub won: i64,
    /// What the models cost, failed runs too, in thousandths of a won.
    pub model_milliwon: i64,
}

/// What each agent's runs from `since` on brought. A paid credit is worth what its order cost for
/// each; bonus and free credits brought nothing.
pub async fn agents_of(
    world: &World,
    since: Timestamp,
) -> Result<Vec<AgentFigures>, DatabaseError> {
    let statement = Statement::new(
        "SELECT run.agent_id,
                COUNT(CASE WHEN run.status = 'SUCCEEDED' THEN 1 END),
                CAST(COALESCE(SUM(CASE WHEN run.status = 'SUCCEEDED' THEN run.price ELSE 0 END), 0) AS BIGINT),
                CAST(COALESCE(SUM(CASE WHEN run.status = 'SUCCEEDED' THEN earned.won ELSE 0 END), 0) AS BIGINT),
                CAST(COALESCE(SUM(run.cost_milliwon), 0) AS BIGINT)
         FROM agent_run AS run
         LEFT JOIN (SELECT line.run_id, SUM(used.amount * bought.amount / bought.credits) AS won
                    FROM credit_transaction AS line
                    JOIN credit_allocation AS used ON used.user_id = line.user_id
                                                  AND used.transaction_number = line.number
                    JOIN credit_lot AS lot ON lot.user_id = used.user_id AND lot.number = used.lot_number
                    JOIN payment_order AS bought ON bought.id = lot.order_id
                    WHERE line.kind = 'USAGE' AND lot.kind = 'PAID' AND line.created_at >= ?1
                    GROUP BY line.run_id) AS earned ON earned.run_id = run.id
         WHERE run.created_at >= ?1 AND run.status <> 'RUNNING'
         GROUP BY run.agent_id ORDER BY run.agent_id",
    )
    .bind(since);
    let rows = world.database.read(statement).await?;
    rows.iter()
        .map(|row| {
            Ok(AgentFigures {
                agent: row.get(0)?,
                runs: row.get(1)?,
                credits: row.get(2)?,
                won: row.get(3)?,
                model_milliwon: row.get(4)?,
            })
        })
        .collect()
}

/// What stands against what comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Costs {
    /// What the shop costs a month whatever it sells, in won.
    pub fixed_won: i64,
    /// What the payment gateway keeps of a payment, in hundredths of a percent, its own tax included.
    pub fee_per_ten_thousand: i64,
}

impl Default for Costs {
    /// NICE's fee for small shops is about 3.4% before tax; ask the contract.
    fn default() -> Self {
        Self {
            fixed_won: 0,
            fee_per_ten_thousand: 374,
        }
    }
}

impl Costs {
    /// What is left of won that buyers paid, after the tax in them (a part in eleven) and the fee.
    #[must_use]
    pub fn net(&self, won: i64) -> i64 {
        let tax = won / 11;
        let fee = won.saturating_mul(self.fee_per_ten_thousand) / 10_000;
        won - tax - fee
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_months_begin_in_korea() {
        // 2026-11-23 15:05 in Korea.
        let at = Timestamp(1_795_413_900_000);
        assert_eq!(midnight(at), Timestamp(1_795_359_600_000));
        assert_eq!(midnight(midnight(at)), midnight(at));
        assert_eq!(
            midnight(Timestamp(midnight(at).0 - 1)),
            Timestamp(1_795_273_200_000)
        );
        // 2026-11-01, 2024-02-01 and 1970-01-01, midnight in Korea.
        assert_eq!(month_began(at), Timestamp(1_793_458_800_000));
        assert_eq!(
            month_began(Timestamp(1_709_132_400_000)),
            Timestamp(1_706_713_200_000)
        );
        assert_eq!(month_began(Timestamp(0)), Timestamp(-32_400_000));
    }

    #[test]
    fn tax_and_fee_come_off_what_buyers_pay() {
        let costs = Costs {
            fixed_won: 0,
            fee_per_ten_thousand: 374,
        };
        assert_eq!(costs.net(9_900), 9_900 - 900 - 370);
        assert_eq!(costs.net(0), 0);
    }

    #[test]
    fn of_nothing_there_is_no_percentage() {
        let figures = Figures {
            paid: 2,
            unpaid: 1,
            ..Figures::default()
        };
        assert_eq!(
            (figures.paid_percent(), figures.failed_percent()),
            (Some(66), None)
        );
    }
}
