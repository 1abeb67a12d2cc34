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
    let (user, mut groups) = call.turn.world.user();
    let group = groups.first().copied().unwrap_or(0);
    // The system keeps them in their order.
    groups.sort_unstable();
    let (one, all) = (call.on("u") || call.on("g"), call.on("G"));
    let named = |id: i64| if id == 0 { "0(root)".to_owned() } else { id.to_string() };
    let list = |word: &dyn Fn(i64) -> String, separator: &str| {
        groups.iter().map(|it| word(*it)).collect::<Vec<_>>().join(separator)
    };
    let number = if call.on("u") { user } else { group };
    let text = match (one || all, call.on("n")) {
        (true, true) if number != 0 => {
            call.complain(&format!("unknown ID {number}"));
            return Outcome::Done(1);
        }
        (true, true) => "root".to_owned(),
        (true, false) if all => list(&|it| it.to_string(), " "),
        (true, false) => number.to_string(),
        _ => {
            let groups = list(&named, ",");
            format!("uid={} gid={} groups={groups}", named(user), named(group))
        }
    };
    call.print(&format!("{text}\n"));
    Outcome::Done(0)
}

pub(super) fn whoami(call: &mut Call<'_, '_>) -> Outcome {
    let (user, _) = call.turn.world.user();
    if user != 0 {
        call.complain(&format!("unknown uid {user}"));
        return Outcome::Done(1);
    }
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
        ("r", "6.12.0"),
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
    let main = call.turn.world.main();
    if !main.is_empty() && !rows.iter().any(|it| it.0 == 1) {
        rows.push((1, main));
    }
    rows.sort_unstable_by_key(|it| it.0);
    let user = match call.turn.world.user().0 {
        0 => "root".to_owned(),
        user => user.to_string(),
    };
    call.print("PID   USER     TIME  COMMAND\n");
    for (pid, words) in rows {
        call.print(&format!("{pid:>5} {user:<8}  0:00 {words}\n"));
    }
    Outcome::Done(0)
}
