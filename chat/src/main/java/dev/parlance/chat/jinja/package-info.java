/** An interpreter of Jinja2 templates as Hugging Face's environment defines them: a sandbox without any way to Java. */
package dev.parlance.chat.jinja;
