//! What programs say of the system that they run on.

use super::{Call, Outcome};

pub(super) fn hostname(call: &mut Call<'_, '_>) -> Outcome {
    let file =
        |call: &Call<'_, '_>, path: &str| call.turn.world.read(path).unwrap_or("").to_owned();
    let name = file(call, "/etc/hostname").trim().to_owned();
    let name =
        if name.is_empty() { call.environment().get("HOSTNAME").unwrap_or_default() } else { name };
    let hosts = file(call, "/etc/hosts");
    let row = hosts.lines().find(|it| it.split_whitespace().skip(1).any(|it| it == name));
    let words: Vec<&str> = row.unwrap_or("").split_whitespace().collect();
    let text = if call.on("i") || call.on("I") {
        words.first().copied().unwrap_or("127.0.0.1")
    } else if call.on("f") {
        words.get(1).copied().unwrap_or(&name)
    } else {
        &name
    };
    call.print(&format!("{text}\n"));
    Outcome::Done(0)
}

pub(super) fn id(call: &mut Call<'_, '_>) -> Outcome {
    let text = match (call.on("u") || call.on("g") || call.on("G"), call.on("n")) {
        (true, true) => "root\n",
        (true, false) => "0\n",
        _ => "uid=0(root) gid=0(root) groups=0(root)\n",
    };
    call.print(text);
    Outcome::Done(0)
}

pub(super) fn whoami(call: &mut Call<'_, '_>) -> Outcome {
    call.print("root\n");
    Outcome::Done(0)
}

pub(super) fn processors(call: &mut Call<'_, '_>) -> Outcome {
    call.print("4\n");
    Outcome::Done(0)
}

pub(super) fn uname(call: &mut Call<'_, '_>) -> Outcome {
    let host = call.turn.world.read("/etc/hostname").unwrap_or("podarium").trim().to_owned();
    let parts = [
        ("s", "Linux"),
        ("n", host.as_str()),
        ("r", "6.8.0"),
        ("v", "#1 SMP"),
        ("m", "x86_64"),
        ("o", "GNU/Linux"),
    ];
    let is_all = call.on("a");
    let is_plain = !parts.iter().any(|it| call.on(it.0));
    let wanted = parts.iter().filter(|it| is_all || call.on(it.0) || is_plain && it.0 == "s");
    let text = wanted.map(|it| it.1).collect::<Vec<_>>().join(" ");
    call.print(&format!("{text}\n"));
    Outcome::Done(0)
}

pub(super) fn uptime(call: &mut Call<'_, '_>) -> Outcome {
    let now_ms = call.turn.machine.now_ms;
    let since_ms = call.environment().started_ms;
    let minutes = (now_ms - since_ms) / 60_000;
    let time = super::clock::format_time("%H:%M:%S", now_ms);
    call.print(&format!(" {time} up {minutes} min,  0 users,  load average: 0.00, 0.00, 0.00\n"));
    Outcome::Done(0)
}

/// The processes of this machine.
pub(super) fn processes(call: &mut Call<'_, '_>) -> Outcome {
    let own = call.turn.pid;
    let words = call.running.words.join(" ");
    let mut rows = vec![(own, words)];
    for (pid, process) in call.turn.machine.processes.iter() {
        let name = (*process.environment.name).to_owned();
        rows.push((*pid, process.running().map_or(name, |it| it.words.join(" "))));
    }
    rows.sort_unstable_by_key(|it| it.0);
    call.print("PID   USER     TIME  COMMAND\n");
    for (pid, words) in rows {
        call.print(&format!("{pid:>5} root      0:00 {words}\n"));
    }
    Outcome::Done(0)
}
