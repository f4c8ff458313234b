package dev.parlance.chat.jinja;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** Jinja2's tests by name. */
final class Tests {
    private static final Map<String, Definition> DEFINITIONS = new HashMap<>();

    private interface Body {
        boolean test(Object value, CallArguments.Bound arguments);
    }

    private record Definition(List<String> parameters, Body body) {}

    private Tests() {}

    static {
        define("defined", value -> !(value instanceof Undefined));
        define("undefined", value -> value instanceof Undefined);
        define("none", value -> value == None.NONE);
        define("boolean", value -> value instanceof Boolean);
        define("true", value -> value.equals(true));
        define("false", value -> value.equals(false));
        define("integer", value -> value instanceof BigInteger);
        define("float", value -> value instanceof Double);
        define("number", Numbers::isNumber);
        define("string", Types::isString);
        define("mapping", value -> value instanceof PyDict);
        define("iterable", Types::isIterable);
        define("sequence", value -> Types.hasLength(value) && !(value instanceof DictView)
                && !(value instanceof LoopContext));
        define("callable", value -> value instanceof Callable || value instanceof Macro
                || value instanceof LoopContext || value instanceof Undefined);
        define("lower", value -> StringTests.isLower(Printing.str(value)));
        define("upper", value -> StringTests.isUpper(Printing.str(value)));
        define("escaped", value -> value instanceof Text text && text.isSafe());
        define("odd", value -> Equality.equal(remainder(value, 2), BigInteger.ONE));
        define("even", value -> Equality.equal(remainder(value, 2), BigInteger.ZERO));
        define("filter", value -> Equality.hashable(value) instanceof Text name && Filters.exists(name.toString()));
        define("test", value -> Equality.hashable(value) instanceof Text name && exists(name.toString()));
        define("divisibleby", "num", (value, number) -> Equality.equal(Operators.binary("%", value, number),
                BigInteger.ZERO));
        define("sameas", "other", Tests::same);
        define("in", "seq", (value, container) -> Operators.contains(container, value));
        for (String name : List.of("==", "eq", "equalto")) {
            define(name, "*other", Equality::equal);
        }
        for (String name : List.of("!=", "ne")) {
            define(name, "*other", (value, other) -> !Equality.equal(value, other));
        }
        order("<", "<", "lt", "lessthan");
        order("<=", "<=", "le");
        order(">", ">", "gt", "greaterthan");
        order(">=", ">=", "ge");
    }

    private static void define(String name, Predicate<Object> test) {
        DEFINITIONS.put(name, new Definition(List.of("value"), (value, _) -> test.test(value)));
    }

    private static void define(String name, String parameter, BiPredicate<Object, Object> test) {
        DEFINITIONS.put(name, new Definition(List.of("value", parameter),
                (value, arguments) -> test.test(value, arguments.get(1))));
    }

    private static void order(String operator, String... names) {
        for (String name : names) {
            define(name, "*other", (value, other) -> Ordering.compare(operator, value, other));
        }
    }

    private static Object remainder(Object value, int divisor) {
        return Operators.binary("%", value, Numbers.integer(divisor));
    }

    /** Values that can not change are the same as their equals of the same type: Python shares most of these. */
    private static boolean same(Object value, Object other) {
        return switch (value) {
            case None _,Boolean _,BigInteger _,Double _,Text _ -> value.equals(other);
            case Tuple tuple when tuple.items().isEmpty() -> value.equals(other);
            default -> Equality.identical(value, other);
        };
    }

    static boolean exists(String name) {
        return DEFINITIONS.containsKey(name);
    }

    static boolean apply(String name, Object value, CallArguments arguments) {
        Budget.charge(0);
        Types.chargeWalk(value);
        Definition definition = DEFINITIONS.get(name);
        if (definition == null) {
            throw Failure.runtime("No test named '" + name + "' found.");
        }
        return definition.body().test(value, arguments.behind(value).bind(name, definition.parameters()));
    }
}
