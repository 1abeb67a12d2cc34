//! What the tests stand on: a browser, and a host for the page.

pub mod bad_input;
pub mod browser;
pub mod course;
pub mod keys;
pub mod page;
pub mod png;
pub mod site;
pub mod webdriver;
