package dev.parlance.tokenizers;

import dev.parlance.ModelFormatException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A part of a {@code tokenizer.json} that knows where it is, for messages. Immutable. */
record JsonPart(JsonNode node, String path) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /**
     * Reads a document.
     *
     * @throws ModelFormatException if it is no JSON object
     */
    static JsonPart read(String json) {
        try {
            JsonPart root = new JsonPart(MAPPER.readTree(json), "");
            if (!root.node.isObject()) {
                throw root.wrong("is not an object");
            }
            return root;
        } catch (JacksonException e) {
            TokenStreamLocation place = e.getLocation();
            throw new ModelFormatException("tokenizer.json: is no JSON, or has been cut off: " + e.getOriginalMessage()
                    + " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")", e);
        }
    }

    /** Makes the exception that says what is wrong with this part. */
    ModelFormatException wrong(String what) {
        return new ModelFormatException("tokenizer.json: '" + (path.isEmpty() ? "/" : path) + "' " + what);
    }

    /** Returns the part of a name, if it is there and not null. */
    Optional<JsonPart> find(String name) {
        @Nullable
        JsonNode child = object().node.get(name);
        return child == null || child.isNull() ? Optional.empty() : Optional.of(new JsonPart(child, path + "/" + name));
    }

    /** Returns the part of a name, which must be there. */
    JsonPart get(String name) {
        return find(name).orElseThrow(() -> wrong("has no '" + name + "'"));
    }

    /** Returns the parts of a list. */
    List<JsonPart> list() {
        if (!node.isArray()) {
            throw wrong("is " + shown() + ", expected a list");
        }
        List<JsonPart> parts = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            parts.add(new JsonPart(node.get(i), path + "/" + i));
        }
        return parts;
    }

    /**
     * Returns the parts of a list that must have some number of them.
     *
     * @param expected the parts in words
     */
    List<JsonPart> list(int size, String expected) {
        List<JsonPart> parts = list();
        if (parts.size() != size) {
            throw wrong("has " + parts.size() + " elements, expected " + expected);
        }
        return parts;
    }

    /** Returns this part if it is an object. */
    JsonPart object() {
        if (!node.isObject()) {
            throw wrong("is " + shown() + ", expected an object");
        }
        return this;
    }

    String string() {
        if (!node.isString()) {
            throw wrong("is " + shown() + ", expected a string");
        }
        return node.stringValue();
    }

    String string(String name) {
        return get(name).string();
    }

    String string(String name, String missing) {
        return find(name).map(JsonPart::string).orElse(missing);
    }

    boolean bool(String name, boolean missing) {
        return find(name).map(part -> {
            if (!part.node.isBoolean()) {
                throw part.wrong("is " + part.shown() + ", expected true or false");
            }
            return part.node.booleanValue();
        }).orElse(missing);
    }

    int integer() {
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw wrong("is " + shown() + ", expected an integer");
        }
        return node.intValue();
    }

    double real() {
        if (!node.isNumber()) {
            throw wrong("is " + shown() + ", expected a number");
        }
        return node.doubleValue();
    }

    /** Returns the type, which says what the part is. */
    String type() {
        return string("type");
    }

    /** Makes the exception that says that the type is none of those known. */
    ModelFormatException unknownType(String known) {
        return get("type").wrong("is '" + type() + "', which is not supported; supported are " + known);
    }

    private String shown() {
        String text = node.toString();
        return text.length() > 40 ? text.substring(0, 40) + "..." : text;
    }
}
