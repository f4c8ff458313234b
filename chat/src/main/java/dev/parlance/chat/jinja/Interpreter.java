package dev.parlance.chat.jinja;

import dev.parlance.chat.ChatTemplateException;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Runs the statements of a template: one rendering. */
final class Interpreter {
    private final Scoping scoping;
    private final Budget budget;
    private final Evaluator evaluator;
    private TextBuilder out = new TextBuilder();
    private boolean escaping;
    private int line;

    /** How a statement ended. */
    private enum Flow {
        ON, BREAK, CONTINUE
    }

    Interpreter(Scoping scoping, Budget budget) {
        this.scoping = scoping;
        this.budget = budget;
        this.evaluator = new Evaluator(this);
    }

    /** Renders a template with its variables. */
    Text render(List<Statement> template, Map<String, Object> variables) {
        Map<String, Object> all = new HashMap<>(variables);
        Context context = new Context(all, scoping.root());
        all.put("self", new Blocks(name -> block(name, context)));
        try {
            run(template, new Frame(scoping.root(), null, context));
            return out.toText();
        } catch (ChatTemplateException e) {
            throw e.at(line);
        } catch (StackOverflowError e) {
            throw Failure.limit("the template nests too deeply").at(line);
        }
    }

    boolean escaping() {
        return escaping;
    }

    Budget budget() {
        return budget;
    }

    /** Notes the line that is being run, for messages. */
    void atLine(int number) {
        line = number;
    }

    private Flow run(List<Statement> statements, Frame frame) {
        for (Statement statement : statements) {
            Flow flow = run(statement, frame);
            if (flow != Flow.ON) {
                return flow;
            }
        }
        return Flow.ON;
    }

    private Flow run(Statement statement, Frame frame) {
        budget.spend(0);
        line = statement.line();
        switch (statement) {
            case Statement.Output output -> output.parts().forEach(part -> put(part, frame));
            case Statement.Assign assign -> {
                checkNamespaces(assign.target(), frame);
                assign(assign.target(), evaluator.evaluate(assign.value(), frame), frame);
            }
            case Statement.AssignBlock assign -> {
                return assignBlock(assign, frame);
            }
            case Statement.For loop -> {
                return loop(loop, frame);
            }
            case Statement.If condition -> {
                return condition(condition, frame);
            }
            case Statement.With with -> {
                return with(with, frame);
            }
            case Statement.Macro macro -> frame.put(macro.name(), macro(macro.name(), macro.signature(), frame));
            case Statement.CallBlock call -> append(joinable(evaluator.call(call.call(), frame,
                    macro(null, call.signature(), frame))));
            case Statement.Generation generation -> append(joinable(macro(null, generation.signature(), frame)
                    .call(CallArguments.NONE)));
            case Statement.FilterBlock filter -> {
                return filterBlock(filter, frame);
            }
            case Statement.AutoEscape escape -> {
                return autoEscape(escape, frame);
            }
            case Statement.Block block -> block(block, frame);
            case Statement.OtherTemplate other -> {
                evaluator.evaluate(other.template(), frame);
                throw Failure.type("no loader for this environment specified");
            }
            case Statement.Break _ -> {
                return Flow.BREAK;
            }
            case Statement.Continue _ -> {
                return Flow.CONTINUE;
            }
        }
        return Flow.ON;
    }

    private void put(Expr part, Frame frame) {
        if (part instanceof Expr.Data data) {
            append(data.text());
        } else {
            put(evaluator.evaluate(part, frame));
        }
    }

    private void put(Object value) {
        append(escaping ? Html.escape(value) : Printing.str(value));
    }

    /** Returns what a filter or call block makes, which Jinja2 joins with the rest as it is. */
    private static Text joinable(Object value) {
        if (value instanceof Text text) {
            return text;
        }
        throw Failure.type("sequence item: expected str instance, " + Types.name(value) + " found");
    }

    private void append(Text text) {
        budget.spend(text.length() / 8);
        out.append(text);
    }

    /** Runs something and returns what it puts out. */
    private Text capture(Supplier<Flow> body) {
        return captureFlow(body).text();
    }

    /** What was put out, and how that ended. */
    private record Captured(Text text, Flow flow) {}

    private Captured captureFlow(Supplier<Flow> body) {
        TextBuilder outer = out;
        out = new TextBuilder();
        try {
            Flow flow = body.get();
            return new Captured(out.toText().asSafe(escaping), flow);
        } finally {
            out = outer;
        }
    }

    private static void checkNamespaces(Expr target, Frame frame) {
        switch (target) {
            case Expr.NamespaceAttribute attribute -> namespace(attribute, frame);
            case Expr.TupleOf tuple -> tuple.items().forEach(item -> checkNamespaces(item, frame));
            default -> {
            }
        }
    }

    private static Namespace namespace(Expr.NamespaceAttribute attribute, Frame frame) {
        if (frame.find(attribute.namespace()) instanceof Namespace namespace) {
            return namespace;
        }
        throw Failure.runtime("cannot assign attribute on non-namespace object");
    }

    private void assign(Expr target, Object value, Frame frame) {
        switch (target) {
            case Expr.Name name -> frame.put(name.name(), value);
            case Expr.NamespaceAttribute attribute -> namespace(attribute, frame).attributes().put(attribute.name(),
                    value);
            case Expr.TupleOf tuple -> unpack(tuple.items(), value, frame);
            default -> throw new IllegalStateException("not a target: " + target);
        }
    }

    private void unpack(List<Expr> targets, Object value, Frame frame) {
        if (!Types.isIterable(value)) {
            throw Failure.type("cannot unpack non-iterable " + Types.name(value) + " object");
        }
        List<Object> items = Types.elements(value);
        if (items.size() > targets.size()) {
            throw Failure.value("too many values to unpack (expected " + targets.size() + ")");
        }
        if (items.size() < targets.size()) {
            throw Failure.value("not enough values to unpack (expected " + targets.size() + ", got " + items.size()
                    + ")");
        }
        for (int i = 0; i < targets.size(); i++) {
            assign(targets.get(i), items.get(i), frame);
        }
    }

    /** A loop that is left or goes on from inside of a captured body forgets what that has put out. */
    private Flow assignBlock(Statement.AssignBlock assign, Frame frame) {
        Frame inner = new Frame(scoping.body(assign), frame, frame.context());
        Captured body = captureFlow(() -> run(assign.body(), inner));
        if (body.flow() == Flow.ON) {
            Expr.Filter filter = assign.filter();
            Object value = filter == null ? body.text() : evaluator.filter(filter, body.text(), inner);
            assign(assign.target(), escaping ? Printing.str(value).asSafe(true) : value, frame);
        }
        return body.flow();
    }

    private Flow filterBlock(Statement.FilterBlock filter, Frame frame) {
        Frame inner = new Frame(scoping.body(filter), frame, frame.context());
        Captured body = captureFlow(() -> run(filter.body(), inner));
        if (body.flow() == Flow.ON) {
            append(joinable(evaluator.filter(filter.filter(), body.text(), inner)));
        }
        return body.flow();
    }

    private Flow condition(Statement.If condition, Frame frame) {
        if (Types.truth(evaluator.evaluate(condition.test(), frame))) {
            return run(condition.body(), frame);
        }
        for (Statement.If elseIf : condition.elseIfs()) {
            line = elseIf.line();
            if (Types.truth(evaluator.evaluate(elseIf.test(), frame))) {
                return run(elseIf.body(), frame);
            }
        }
        return run(condition.otherwise(), frame);
    }

    private Flow with(Statement.With with, Frame frame) {
        Frame inner = new Frame(scoping.body(with), frame, frame.context());
        for (int i = 0; i < with.targets().size(); i++) {
            assign(with.targets().get(i), evaluator.evaluate(with.values().get(i), frame), inner);
        }
        return run(with.body(), inner);
    }

    private Flow autoEscape(Statement.AutoEscape escape, Frame frame) {
        Frame inner = new Frame(scoping.body(escape), frame, frame.context());
        boolean outer = escaping;
        escaping = Types.truth(evaluator.evaluate(escape.enabled(), inner));
        try {
            return run(escape.body(), inner);
        } finally {
            escaping = outer;
        }
    }

    private Flow loop(Statement.For loop, Frame frame) {
        Object iterable = evaluator.evaluate(loop.iterable(), frame);
        if (loop.recursive()) {
            put(recursive(loop, frame, iterable, 0));
            return Flow.ON;
        }
        return loop(loop, frame, iterable, 0, null);
    }

    private Text recursive(Statement.For loop, Frame frame, Object iterable, int depth) {
        budget.enter();
        try {
            return capture(() -> loop(loop, frame, iterable, depth,
                    arguments -> recursive(loop, frame, arguments.bind("loop", "iterable").get(0), depth + 1)));
        } finally {
            budget.leave();
        }
    }

    private Flow loop(Statement.For loop, Frame frame, Object iterable, int depth,
            Callable.@Nullable Body recurse) {
        Expr test = loop.test();
        Iterator<Object> all = Types.iterate(iterable);
        LoopContext context = test == null
                ? new LoopContext(iterable, all, depth, recurse)
                : filtered(loop, test, all, frame, depth, recurse);
        boolean none = true; // as long as no round came to its end, as in Jinja2
        while (context.hasNext()) {
            budget.spend(1);
            Object element = context.next();
            Frame inner = new Frame(scoping.body(loop), frame, frame.context());
            inner.put("loop", context);
            assign(loop.target(), element, inner);
            Flow flow = run(loop.body(), inner);
            if (flow == Flow.BREAK) {
                break;
            }
            none &= flow == Flow.CONTINUE;
        }
        return none ? run(loop.otherwise(), new Frame(scoping.otherwise(loop), frame, frame.context())) : Flow.ON;
    }

    private LoopContext filtered(Statement.For loop, Expr test, Iterator<Object> all, Frame frame, int depth,
            Callable.@Nullable Body recurse) {
        Frame inner = new Frame(scoping.test(loop), frame, frame.context());
        Iterator<Object> left = Iterators.filter(all, element -> {
            assign(loop.target(), element, inner);
            return Types.truth(evaluator.evaluate(test, inner));
        });
        return new LoopContext(Lazy.generator(left), left, depth, recurse);
    }

    private Macro macro(@Nullable String name, Statement.Signature signature, Frame around) {
        return new Macro(name, signature.parameters(), scoping.specials(signature), given -> {
            budget.enter();
            int outerLine = line;
            try {
                Frame frame = new Frame(scoping.body(signature), around, around.context());
                given.forEach(frame::put);
                defaults(signature, frame);
                Text text = capture(() -> run(signature.body(), frame));
                line = outerLine;
                return text;
            } finally {
                budget.leave();
            }
        });
    }

    private void defaults(Statement.Signature signature, Frame frame) {
        List<String> parameters = signature.parameters();
        int first = parameters.size() - signature.defaults().size();
        for (int i = 0; i < parameters.size(); i++) {
            String parameter = parameters.get(i);
            if (frame.find(parameter) == null) {
                frame.put(parameter, i < first
                        ? Undefined.hint("parameter '" + parameter + "' was not provided")
                        : evaluator.evaluate(signature.defaults().get(i - first), frame));
            }
        }
    }

    private void block(Statement.Block block, Frame frame) {
        if (block.required()) {
            throw Failure.runtime("Required block '" + block.name() + "' not found");
        }
        Context context = frame.context();
        if (block.scoped()) {
            Map<String, Object> visible = new HashMap<>();
            for (String name : frame.symbols().allStores()) {
                Object value = frame.find(name);
                if (value != null) {
                    visible.put(name, value);
                }
            }
            context = context.with(visible);
        }
        run(block.body(), new Frame(scoping.body(block), null, context));
    }

    private @Nullable Callable block(String name, Context context) {
        Statement.Block block = scoping.blocks().get(name);
        return block == null ? null : new Callable(name, "BlockReference", _ -> {
            budget.enter();
            try {
                return capture(() -> run(block.body(), new Frame(scoping.body(block), null, context)));
            } finally {
                budget.leave();
            }
        });
    }
}
