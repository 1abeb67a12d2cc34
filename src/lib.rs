//! **Podarium**: a glass tank for Pods. Kubernetes workload management, faithful to the
//! controllers of v1.36, as a program that needs no cluster: natively for tests and `podarium
//! check`, as WebAssembly in a browser tab.
//!
//! # Bird's-eye view
//!
//! A **tape** is a text: captions, files, console commands, acts of nature. A [`tape::Run`] plays
//! it on a [`cluster::Cluster`], which is a value: everything that will happen stands in one
//! agenda, and [`cluster::Cluster::step`] makes the next thing happen. A [`timeline::Timeline`]
//! keeps keyframes, so that any moment of a run can be asked for; acting in the past makes another
//! tape.
//!
//! A **film** is what a tape looks like: the [`picture`] over virtual time, as data. The [`scene`]
//! records it while the run is computed. Two programs come of that, and neither knows the other:
//!
//! ```text
//! tape ──> engine: timeline, cluster, kubectl ──> scene ──> film ──> page: player, stage, captions
//!          in a Web Worker, or in the `podarium` command      │
//!          `podarium film x.tape` ──> x.film, beside the tape ┘
//! ```
//!
//! To watch costs the page and a film. The first act, command or question starts the engine, which
//! plays the tape to that moment and goes on making film. They speak in the values of [`protocol`];
//! a [`session::Session`] is the engine's end of it, `ui` the page's.
//!
//! `static/player.js` starts both programs: for the page of its own (`static/boot.js`), and for each
//! player in somebody's (`static/podarium.js`), where the page is mounted in a shadow root. What the
//! page asks of whatever it stands in is `ui::host`. To act in the past leaves the film of before
//! beside the new one: *what if* is two films under one play head. The goals of a tape are judged by
//! its [`tape::Run`], and told as a caption.
//!
//! Each program is built in two parts (`xtask/src/split.rs`): what most visits run is fetched first, the
//! rest behind the first picture and the first answer, or at once where something can't go on without it.
//! No code knows in which part it is.
//!
//! ```
//! use podarium::tape::{Run, Tape};
//! use std::rc::Rc;
//!
//! let tape = Tape::parse("$ kubectl create deployment web --image=nginx:1.27 --replicas=2\n")?;
//! let mut run = Run::new(Rc::new(tape));
//! run.run_until(20_000, drop);
//! assert_eq!(run.entries()[0].output.text, "deployment.apps/web created\n");
//! let pods = run.cluster().store().list(podarium::api::Kind::Pod, None);
//! assert_eq!(pods.count(), 2);
//! # Ok::<(), podarium::tape::TapeError>(())
//! ```
//!
//! # Code map
//!
//! Each module may use only those above it; `tests/tidy.rs` holds the code to that.
//!
//! | module | what it is |
//! | --- | --- |
//! | [`sorted`] | sorted maps, sets and lists that cost little in the wasm |
//! | [`syntax`], [`embed`], [`link`], [`lessons`] | tapes, the page's address and its links as text, for those who play none; the name that was meant |
//! | [`picture`] | what is to be seen, as data: it says since when, never how long ago |
//! | [`film`] | the picture over time, and its binary form |
//! | [`playback`], [`stage`] | the play head; where everything is on the stage |
//! | [`protocol`] | what the page and the engine say to each other |
//! | [`api`] | Kubernetes objects as types; labels, quantities, times, texts that are shared |
//! | [`shell`] | a shell with its programs, as processes in virtual time |
//! | [`export`] | a tape in other forms: Markdown, HTML, a script for a real cluster |
//! | [`apiserver`] | the only writer: admission, validation, the store, watch events, the real schema |
//! | [`client`] | what a component sees and how it queues: cache, work queue, expectations, events |
//! | [`controllers`], [`scheduler`], [`kubelet`] | the components; they don't know each other |
//! | [`cluster`] | the engine: time, agenda, step, acts of nature; knows all of the above |
//! | [`kubectl`] | the command line, with kustomize |
//! | [`tape`] | the text format: read, write, play, check |
//! | [`timeline`] | a run that can be asked for any moment |
//! | [`scene`] | from runs to pictures and films |
//! | [`session`] | the engine as a program: requests, slices, answers |
//! | `cli` | the command `podarium` (native only) |
//! | `ui` | the page (wasm only): uses nothing between `api` and `session` |
//!
//! # What is deliberately absent
//!
//! - **No clock.** The library reads none; the page's frame loop is the one place that does.
//! - **No chance** but the cluster's seeded generator, no hash order, no floating point where an
//!   outcome depends on it: native and wasm agree step for step ([`tape::trace_hash`]).
//! - **No effects in components.** A controller is two pure functions in a table
//!   ([`controllers::CONTROLLERS`]): what a watch event concerns, and what to ask for, and *why*.
//!   A kubelet returns the requests it would send. The scheduler's cycle binds nothing.
//! - **No undo.** Rewinding is a look-up in the film; in the engine, the nearest keyframe, then
//!   running on. What was taken back is the film of another run.
//! - **No drawing left of `scene`.** The engine doesn't know that it is watched.
//!
//! # How a write travels
//!
//! `kubectl` or a component sends a [`apiserver::Request`]. The API server fills in defaults,
//! validates, stores, and returns a watch event, which reaches the informers' cache a few
//! milliseconds later. There each controller says which keys it concerns; a key waits in a work
//! queue, is worked on once at a time, and the requests that come of it are answered one after
//! the other. Expectations keep a controller from counting Pods that it has asked for and not
//! seen yet. All of this is as in Kubernetes, because it is what makes Kubernetes behave as it does.

pub mod api;
pub mod apiserver;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod client;
pub mod cluster;
pub mod controllers;
pub mod embed;
pub mod export;
pub mod film;
pub mod kubectl;
pub mod kubelet;
pub mod lessons;
pub mod link;
pub mod picture;
pub mod playback;
pub mod protocol;
pub mod scene;
pub mod scheduler;
pub mod session;
pub mod shell;
pub mod sorted;
pub mod stage;
pub mod syntax;
pub mod tape;
pub mod timeline;
