//! The workbench without its window.
