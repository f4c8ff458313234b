/**
 * For those who write plugins: engines, tokenizers and samplers, found with {@link java.util.ServiceLoader}. A plugin
 * both {@code provides} its service in {@code module-info} and names it in {@code META-INF/services}.
 */
package dev.parlance.spi;
