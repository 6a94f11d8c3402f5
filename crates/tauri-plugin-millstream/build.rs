//! Generates the permissions of the plugin's commands.

fn main() {
    tauri_plugin::Builder::new(&["drain", "cancel", "attach", "list", "lane"]).build();
}
