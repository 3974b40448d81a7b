//! How sure a share is, and whether two shares differ by more than chance: Wilson's score interval,
//! and Newcombe's interval for the difference of two shares made of it (Newcombe 1998, method 10).
//! Both hold for few runs and for shares near 0 and 1, where the usual formula does not.

/// The two-sided 95 % point of the normal distribution.
const Z: f64 = 1.959_963_985;

/// So many of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// How many.
    pub of: u32,
    /// Of how many.
    pub all: u32,
}

/// By how much one share is larger than another, with 95 % confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// At least by this; negative where it may be smaller.
    pub low: f64,
    /// As seen.
    pub seen: f64,
    /// At most by this.
    pub high: f64,
}

impl Share {
    /// The share itself; 0 of none.
    #[must_use]
    pub fn value(self) -> f64 {
        if self.all == 0 {
            return 0.0;
        }
        f64::from(self.of) / f64::from(self.all)
    }

    /// Where the true share lies with 95 % confidence; anywhere, of none.
    #[must_use]
    pub fn interval(self) -> (f64, f64) {
        if self.all == 0 {
            return (0.0, 1.0);
        }
        let (n, p) = (f64::from(self.all), self.value());
        let z2 = Z * Z;
        let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
        let half = Z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
        ((middle - half).max(0.0), (middle + half).min(1.0))
    }

    /// By how much this share is larger than the other.
    #[must_use]
    pub fn over(self, other: Self) -> Difference {
        let ((low, high), (other_low, other_high)) = (self.interval(), other.interval());
        let (p, q) = (self.value(), other.value());
        let seen = p - q;
        let down = ((p - low).powi(2) + (other_high - q).powi(2)).sqrt();
        let up = ((high - p).powi(2) + (q - other_low).powi(2)).sqrt();
        Difference {
            low: (seen - down).max(-1.0),
            seen,
            high: (seen + up).min(1.0),
        }
    }
}

impl Difference {
    /// Whether chance alone is no likely reason.
    #[must_use]
    pub fn is_sure(self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 5e-4, "{found}, not {expected}");
    }

    /// Newcombe's own examples (Statistics in Medicine 17, 1998, 857–890).
    #[test]
    fn the_intervals_are_those_of_the_papers() {
        let (low, high) = Share { of: 81, all: 263 }.interval();
        close(low, 0.2553);
        close(high, 0.3662);
        let (low, high) = Share { of: 0, all: 20 }.interval();
        close(low, 0.0);
        close(high, 0.1611);
        let difference = Share { of: 56, all: 70 }.over(Share { of: 48, all: 80 });
        close(difference.low, 0.0524);
        close(difference.seen, 0.2);
        close(difference.high, 0.3339);
        assert!(difference.is_sure());
    }

    #[test]
    fn few_runs_prove_nothing() {
        assert!(
            !Share { of: 3, all: 3 }
                .over(Share { of: 1, all: 3 })
                .is_sure()
        );
        let none = Share { of: 0, all: 0 };
        assert_eq!(none.interval(), (0.0, 1.0));
        assert!(!none.over(none).is_sure());
        assert!(
            Share { of: 1, all: 60 }
                .over(Share { of: 30, all: 60 })
                .is_sure()
        );
    }
}
