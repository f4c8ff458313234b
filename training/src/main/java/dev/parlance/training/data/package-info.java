/** What models learn from: stories, conversations and brackets, written by programs. */
package dev.parlance.training.data;
