//! Memory of a timeline: `cargo bench --bench memory -- TAPE`. What is alive on the heap is
//! counted; what the allocator keeps beside it isn't.

use peak_alloc::PeakAlloc;
use podarium::tape::Tape;
use podarium::timeline::Timeline;
use std::rc::Rc;
use std::time::Instant;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// A Deployment of 200 Pods on 20 nodes for ten minutes: two rollouts, a node that falls silent
/// and comes back, and a CronJob that starts each minute.
const TAPE: &str = include_str!("ten-minutes.tape");

fn main() {
    let file = std::env::args().skip(1).find(|it| it != "--bench");
    let text = match &file {
        Some(file) => std::fs::read_to_string(file).expect("a tape"),
        None => TAPE.to_owned(),
    };
    let tape = Rc::new(Tape::parse(&text).expect("a tape"));
    let before = HEAP.current_usage();
    let clock = Instant::now();
    let mut timeline = Timeline::new(tape);
    let (time, alive) = (clock.elapsed(), HEAP.current_usage() - before);
    let mb = |bytes: usize| format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000);
    println!(
        "a timeline of {} s: {time:.0?}, {} records, {} alive, at most {} meanwhile",
        timeline.end_ms() / 1000,
        timeline.records().len(),
        mb(alive),
        mb(HEAP.peak_usage() - before),
    );
    let clock = Instant::now();
    let seeks = 100;
    for seek in 0..seeks {
        timeline.at(timeline.end_ms() * (seek * 37 % seeks) / seeks);
    }
    println!("a jump in it: {:.1?} on average", clock.elapsed() / 100);
    let before = HEAP.current_usage();
    let copy = timeline.at(timeline.end_ms()).cluster().clone();
    println!("a snapshot of its end: {} KiB", (HEAP.current_usage() - before) >> 10);
    drop(copy);
}
