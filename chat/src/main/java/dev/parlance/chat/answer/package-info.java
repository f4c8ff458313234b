/** Takes what a model writes apart into text, reasoning and tool calls. */
package dev.parlance.chat.answer;
