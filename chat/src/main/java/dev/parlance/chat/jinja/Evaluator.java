package dev.parlance.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Computes expressions. */
final class Evaluator {
    private final Interpreter interpreter;

    Evaluator(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    Interpreter interpreter() {
        return interpreter;
    }

    Object evaluate(Expr expression, Frame frame) {
        interpreter.budget().spend(0);
        Budget.nest();
        Object value = compute(expression, frame);
        Budget.unnest();
        return value;
    }

    private Object compute(Expr expression, Frame frame) {
        return switch (expression) {
            case Expr.Name name -> frame.get(name.name());
            case Expr.Constant constant -> constant.value();
            case Expr.Data data -> data.text();
            case Expr.TupleOf tuple -> Tuple.of(all(tuple.items(), frame));
            case Expr.ListOf list -> PyList.of(all(list.items(), frame));
            case Expr.DictOf dict -> dict(dict, frame);
            case Expr.Conditional choice -> conditional(choice, frame);
            case Expr.And and -> {
                Object left = evaluate(and.left(), frame);
                yield Types.truth(left) ? evaluate(and.right(), frame) : left;
            }
            case Expr.Or or -> {
                Object left = evaluate(or.left(), frame);
                yield Types.truth(left) ? left : evaluate(or.right(), frame);
            }
            case Expr.Not not -> !Types.truth(evaluate(not.operand(), frame));
            case Expr.Signed signed -> Operators.signed(signed.minus(), evaluate(signed.operand(), frame));
            case Expr.Binary binary -> {
                Object left = evaluate(binary.left(), frame);
                Object right = evaluate(binary.right(), frame);
                interpreter.atLine(binary.line());
                yield Operators.binary(binary.operator(), left, right);
            }
            case Expr.Concat concat -> concatenate(all(concat.operands(), frame));
            case Expr.Compare compare -> compare(compare, frame);
            case Expr.Attribute attribute -> {
                Object object = evaluate(attribute.object(), frame);
                interpreter.atLine(attribute.line());
                yield Attributes.attribute(object, attribute.name());
            }
            case Expr.Item item -> item(item, frame);
            case Expr.Slice _ -> throw Failure.syntax("a slice outside of brackets", 0);
            case Expr.Call call -> call(call, frame, null);
            case Expr.Filter filter -> filter(filter, Text.EMPTY, frame);
            case Expr.Test test -> {
                Object operand = evaluate(test.operand(), frame);
                CallArguments arguments = arguments(test.arguments(), frame);
                interpreter.atLine(test.line());
                yield Tests.apply(test.name(), operand, arguments);
            }
            case Expr.NamespaceAttribute attribute ->
                throw new IllegalStateException("a target is not an expression: " + attribute);
        };
    }

    private List<Object> all(List<Expr> expressions, Frame frame) {
        List<Object> values = new ArrayList<>(expressions.size());
        for (Expr expression : expressions) {
            values.add(evaluate(expression, frame));
        }
        return values;
    }

    private PyDict dict(Expr.DictOf dict, Frame frame) {
        PyDict made = new PyDict();
        for (Expr.Pair pair : dict.pairs()) {
            made.put(evaluate(pair.key(), frame), evaluate(pair.value(), frame));
        }
        return made;
    }

    private Object conditional(Expr.Conditional choice, Frame frame) {
        if (Types.truth(evaluate(choice.test(), frame))) {
            return evaluate(choice.then(), frame);
        }
        Expr otherwise = choice.otherwise();
        return otherwise == null
                ? Undefined.hint("the inline if-expression evaluated to false and no else section was defined.")
                : evaluate(otherwise, frame);
    }

    private Text concatenate(List<Object> operands) {
        boolean safe = interpreter.escaping()
                && operands.stream().anyMatch(operand -> operand instanceof Text text && text.isSafe());
        TextBuilder joined = new TextBuilder();
        for (Object operand : operands) {
            joined.append(safe ? Html.escape(operand) : Printing.str(operand));
        }
        return joined.toText().asSafe(safe);
    }

    private boolean compare(Expr.Compare compare, Frame frame) {
        Object left = evaluate(compare.first(), frame);
        for (Expr.Comparand comparand : compare.others()) {
            Object right = evaluate(comparand.operand(), frame);
            interpreter.atLine(compare.line());
            if (!Operators.compare(comparand.operator(), left, right)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    private Object item(Expr.Item item, Frame frame) {
        Object object = evaluate(item.object(), frame);
        if (item.key() instanceof Expr.Slice slice) {
            Object start = orNone(slice.start(), frame);
            Object stop = orNone(slice.stop(), frame);
            Object step = orNone(slice.step(), frame);
            interpreter.atLine(item.line());
            return Attributes.slice(object, start, stop, step);
        }
        Object key = evaluate(item.key(), frame);
        interpreter.atLine(item.line());
        return Attributes.item(object, key);
    }

    private Object orNone(@Nullable Expr expression, Frame frame) {
        return expression == null ? None.NONE : evaluate(expression, frame);
    }

    /**
     * Calls something.
     *
     * @param caller the body of a call block, which the callee can call, or null
     */
    Object call(Expr.Call call, Frame frame, @Nullable Macro caller) {
        Object callee = evaluate(call.callee(), frame);
        CallArguments arguments = arguments(call.arguments(), frame);
        interpreter.atLine(call.line());
        return call(callee, caller == null ? arguments : arguments.with("caller", caller));
    }

    private static Object call(Object callee, CallArguments arguments) {
        return switch (callee) {
            case Callable callable -> callable.body().call(arguments);
            case Macro macro -> macro.call(arguments);
            case LoopContext loop -> loop.call(arguments);
            case Undefined undefined -> throw undefined.failure();
            default -> throw Failure.type("'" + Types.name(callee) + "' object is not callable");
        };
    }

    /** Applies a filter, and those before it, to its operand or, if the first has none, to a text. */
    Object filter(Expr.Filter filter, Text captured, Frame frame) {
        Expr operand = filter.operand();
        Object value = switch (operand) {
            case null -> captured;
            case Expr.Filter inner -> filter(inner, captured, frame);
            default -> evaluate(operand, frame);
        };
        CallArguments arguments = arguments(filter.arguments(), frame);
        interpreter.atLine(filter.line());
        return Filters.apply(filter.name(), value, arguments, this);
    }

    /** Returns whether output is escaped for HTML here. */
    boolean escaping() {
        return interpreter.escaping();
    }

    private CallArguments arguments(Expr.Arguments arguments, Frame frame) {
        if (arguments.equals(Expr.Arguments.NONE)) {
            return CallArguments.NONE;
        }
        List<Object> positional = all(arguments.positional(), frame);
        Map<Text, Object> keywords = new LinkedHashMap<>();
        for (Expr.Keyword keyword : arguments.keywords()) {
            if (keywords.put(Text.of(keyword.name()), evaluate(keyword.value(), frame)) != null) {
                throw Failure.syntax("keyword argument repeated: " + keyword.name(), 0);
            }
        }
        if (arguments.spread() != null) {
            Object spread = evaluate(arguments.spread(), frame);
            if (!Types.isIterable(spread)) {
                throw Failure.type("argument after * must be an iterable, not " + Types.name(spread));
            }
            positional.addAll(Types.elements(spread));
        }
        if (arguments.keywordSpread() != null) {
            if (!(evaluate(arguments.keywordSpread(), frame) instanceof PyDict dict)) {
                throw Failure.type("argument after ** must be a mapping");
            }
            for (PyDict.Entry entry : dict.entries()) {
                if (keywords.put(Types.text(entry.key()), entry.value()) != null) {
                    throw Failure.type("got multiple values for keyword argument '" + entry.key() + "'");
                }
            }
        }
        return new CallArguments(positional, keywords);
    }
}
