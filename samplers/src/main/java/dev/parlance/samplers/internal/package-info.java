/** The samplers, one in each file with its provider, and the parser of spec strings. Not exported. */
package dev.parlance.samplers.internal;
