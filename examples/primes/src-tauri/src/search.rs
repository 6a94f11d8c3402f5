/// Tells primes from other numbers, asked in order from 2.
#[derive(Default)]
pub struct Primes {
    /// The primes so far that can divide what is to come within `u32` squared.
    small: Vec<u64>,
}

impl Primes {
    pub fn is_prime(&mut self, number: u64) -> bool {
        let mut candidates = self.small.iter().take_while(|prime| **prime * **prime <= number);
        let is_prime = candidates.all(|prime| !number.is_multiple_of(*prime));
        if is_prime && number <= u64::from(u16::MAX) {
            self.small.push(number);
        }
        is_prime
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_primes_as_there_should_be() {
        let mut primes = Primes::default();
        assert_eq!((2..=1_000_000).filter(|number| primes.is_prime(*number)).count(), 78_498);
    }
}
