/** Conversations with a model: {@link dev.parlance.chat.ChatTemplate} and {@link dev.parlance.chat.ChatSession}. */
package dev.parlance.chat;
