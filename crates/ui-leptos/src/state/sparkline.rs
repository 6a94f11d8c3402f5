//! The last moments of a rate, as a path.

/// How many samples a sparkline shows; the newest stands at the right.
pub const SAMPLES: usize = 28;

/// One more sample; the oldest is let go.
pub fn sampled(samples: &mut Vec<u64>, sample: u64) {
    samples.push(sample);
    samples.drain(..samples.len().saturating_sub(SAMPLES));
}

/// The path of an area in a box of `2 · SAMPLES` by 14: a bar a sample, scaled to the highest.
pub fn sparkline(samples: &[u64]) -> String {
    let highest = samples.iter().copied().max().unwrap_or(0).max(1);
    let first = SAMPLES - samples.len();
    let bars =
        samples.iter().enumerate().map(|(i, sample)| (2 * (first + i), (sample * 14).div_ceil(highest)));
    bars.filter(|(_, height)| *height > 0)
        .map(|(x, height)| format!("M{x} 14v-{height}h1.5v{height}z"))
        .collect()
}
