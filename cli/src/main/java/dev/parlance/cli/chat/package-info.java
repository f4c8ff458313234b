/** The command {@code chat}: a conversation with a model, in a terminal or through pipes. */
package dev.parlance.cli.chat;
