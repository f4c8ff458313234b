package dev.parlance.samplers.internal;

import dev.parlance.sampling.Sampler;
import dev.parlance.spi.SamplerArguments;
import dev.parlance.spi.SamplerParameter;
import dev.parlance.spi.SamplerProvider;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads spec strings:
 * <pre>
 * spec      = [ sampler { "," sampler } ]
 * sampler   = name [ "=" value | "(" [ parameter { "," parameter } ] ")" ]
 * parameter = name "=" value
 * </pre>
 * A value goes on to the next {@code ,} or {@code )} without a backslash before it; what it means is for the parameter
 * to say.
 */
public final class SpecParser {
    private final String spec;
    private final NamedSamplers known;
    private int position;

    private SpecParser(String spec, NamedSamplers known) {
        this.spec = spec;
        this.known = known;
    }

    /**
     * Returns the sampler that a spec string describes.
     *
     * @throws IllegalArgumentException if the spec is malformed, a name unknown or a value bad
     */
    public static Sampler parse(String spec, NamedSamplers known) {
        try {
            return new SpecParser(spec, known).spec();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("sampler spec '" + spec + "': " + e.getMessage(), e);
        }
    }

    private Sampler spec() {
        List<Sampler> samplers = new ArrayList<>();
        if (!spec.isBlank()) {
            do {
                samplers.add(sampler());
            } while (skip(','));
            if (position < spec.length()) {
                throw expected("',' or the end");
            }
        }
        return Chain.of(samplers);
    }

    private Sampler sampler() {
        String name = name("the name of a sampler");
        SamplerProvider provider = known.get(name);
        List<SamplerParameter<?>> parameters = provider.parameters();
        Map<String, String> values = new LinkedHashMap<>();
        if (skip('=')) {
            if (parameters.isEmpty()) {
                throw new IllegalArgumentException(name + ": takes no value");
            }
            values.put(parameters.getFirst().name(), value());
        } else if (skip('(') && !skip(')')) {
            do {
                parameter(name, values);
            } while (skip(','));
            if (!skip(')')) {
                throw expected("',' or ')'");
            }
        }
        try {
            return provider.create(SamplerArguments.parse(parameters, values));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private void parameter(String sampler, Map<String, String> values) {
        String name = name("the name of a parameter");
        if (!skip('=')) {
            throw expected("'='");
        }
        if (values.put(name, value()) != null) {
            throw new IllegalArgumentException(sampler + ": " + name + " is given twice");
        }
    }

    private String name(String what) {
        skipBlanks();
        int start = position;
        while (position < spec.length() && ",=()".indexOf(spec.charAt(position)) < 0) {
            position++;
        }
        String name = spec.substring(start, position).strip();
        if (name.isEmpty()) {
            throw expected(what);
        }
        return name;
    }

    private String value() {
        int start = position;
        while (position < spec.length() && ",)".indexOf(spec.charAt(position)) < 0) {
            position += spec.charAt(position) == '\\' ? 2 : 1;
        }
        position = Math.min(position, spec.length());
        return spec.substring(start, position);
    }

    private boolean skip(char wanted) {
        skipBlanks();
        boolean there = position < spec.length() && spec.charAt(position) == wanted;
        if (there) {
            position++;
        }
        return there;
    }

    private void skipBlanks() {
        while (position < spec.length() && Character.isWhitespace(spec.charAt(position))) {
            position++;
        }
    }

    private IllegalArgumentException expected(String what) {
        String found = position == spec.length()
                ? "the end"
                : "'" + Character.toString(spec.codePointAt(position)) + "'";
        int character = spec.codePointCount(0, position) + 1;
        return new IllegalArgumentException("expected " + what + " at character " + character + ", found " + found);
    }
}
