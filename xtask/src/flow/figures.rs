//! From samples to figures.

use std::collections::BTreeMap;

use crate::failure::{Failure, Outcome};

/// By front end, then by name.
pub type Samples = BTreeMap<String, BTreeMap<String, Vec<f64>>>;

/// The samples of this name.
pub fn of<'a>(samples: &'a Samples, front_end: &str, name: &str) -> Outcome<&'a [f64]> {
    let found = samples.get(front_end).and_then(|names| names.get(name)).filter(|found| !found.is_empty());
    found
        .map(Vec::as_slice)
        .ok_or_else(|| Failure::new(format!("There are no samples {name} of {front_end}.")))
}

/// The middle one.
pub fn median(values: &[f64]) -> f64 {
    percentile(values, 50.0)
}

/// The one that so many percent of all do not exceed.
pub fn percentile(values: &[f64], percent: f64) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let rank = (values.len() as f64 * percent / 100.0).ceil() as usize;
    values.get(rank.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

/// How many times the other: the median of the rounds, each by itself.
pub fn ratio(own: &[f64], other: &[f64]) -> f64 {
    median(&own.iter().zip(other).map(|(own, other)| own / other).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_samples() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        let hundred: Vec<_> = (1..=100).map(f64::from).collect();
        assert_eq!(percentile(&hundred, 99.0), 99.0);
        assert_eq!(percentile(&hundred, 100.0), 100.0);
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn a_ratio_is_of_its_own_round() {
        assert_eq!(ratio(&[10.0, 100.0, 30.0], &[1.0, 50.0, 3.0]), 10.0);
    }

    #[test]
    fn samples_that_are_missing_are_named() {
        let failure = of(&Samples::new(), "react", "cancel").unwrap_err();
        assert!(failure.to_string().contains("cancel"));
    }
}
