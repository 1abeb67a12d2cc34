//! `awk`. Source: POSIX.1-2017, Utilities.

mod interpret;
mod parse;

use self::interpret::Interpreter;
use super::{Call, Outcome};

pub(super) fn awk(call: &mut Call<'_, '_>) -> Outcome {
    let mut operands = call.operands();
    let program = match call.value("f") {
        Some(file) => match call.file(&file) {
            Ok(text) => text,
            Err(why) => return call.fail(&why, 2),
        },
        None if operands.is_empty() => {
            call.running.errors =
                "usage: awk [-F fs][-v var=value][prog | -f progfile][file ...]\n".to_owned();
            return Outcome::Done(2);
        }
        None => operands.remove(0),
    };
    let program = match parse::parse(&program) {
        Ok(program) => program,
        Err(why) => return call.fail(&why, 2),
    };
    // What stands at the beginning needs no input, and nothing else may be there.
    let only_begin = program.rules.is_empty() && program.end.is_empty();
    let texts = if only_begin {
        call.running.is_complete = true;
        Vec::new()
    } else {
        let (sets, names): (Vec<String>, Vec<String>) =
            operands.into_iter().partition(|it| it.contains('=') && !it.contains('/'));
        operands = sets;
        match call.texts(&names) {
            Ok(texts) => texts,
            Err(outcome) => return outcome,
        }
    };
    let memory = call.turn.machine.limits.memory;
    let mut interpreter = Interpreter::new(&program, memory);
    let separator = call.value("F");
    let mut sets = call.running.arguments.values("v");
    sets.extend(operands.into_iter().filter(|it| it.contains('=')));
    let exported: Vec<(String, String)> =
        call.environment().exported().map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
    let is_first = call.kept("begun") == 0;
    if is_first {
        interpreter.set_up(separator.as_deref(), &sets, &exported);
    } else {
        interpreter.restore(&call.running.carry);
    }
    call.keep("begun", 1);
    let result = interpreter.run(&texts, is_first, call.running.is_complete);
    interpreter.save(&mut call.running.carry);
    let (out, errors) =
        (std::mem::take(&mut interpreter.out), std::mem::take(&mut interpreter.errors));
    let files = std::mem::take(&mut interpreter.files);
    call.print(&out);
    call.running.errors.push_str(&errors);
    for (name, text, appends) in files {
        let path = call.environment().path(&name);
        if let Err(why) = call.turn.world.write(&path, &text, appends) {
            return call.fail(&format!("{name}: {why}"), 2);
        }
    }
    match result {
        Ok(Some(code)) => Outcome::Done(code),
        Ok(None) => match call.end() {
            Outcome::Done(0) => Outcome::Done(0),
            Outcome::Done(_) => Outcome::Done(2),
            more => more,
        },
        Err(why) if why.is_empty() => Outcome::Memory(memory),
        Err(why) => call.fail(&why, 2),
    }
}
