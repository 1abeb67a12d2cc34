//! Tables for the arithmetic of the scheduler.

use super::framework::top_of_heap;
use super::plugins::pod_topology_spread::ln_fixed;

#[test]
fn logarithm_agrees_with_floating_point() {
    for number in [1_i64, 2, 3, 5, 7, 10, 102, 1002, 5002] {
        #[allow(clippy::cast_precision_loss)]
        let expected = (number as f64).ln() * f64::from(1 << 20);
        #[allow(clippy::cast_precision_loss)]
        let difference = (ln_fixed(number) as f64 - expected).abs();
        assert!(difference < 16.0, "ln {number}: {} instead of {expected}", ln_fixed(number));
    }
}

#[test]
fn of_equal_nodes_the_heap_decides() {
    for (totals, chosen) in [
        (vec![5, 5, 5], 0),
        (vec![1, 5, 5], 1),
        (vec![1, 1, 5, 5], 3),
        (vec![7], 0),
        (vec![1, 2, 3], 2),
    ] {
        assert_eq!(top_of_heap(&totals), chosen, "{totals:?}");
    }
}
