package dev.parlance;

import java.util.List;

/**
 * What an engine can compute on, on this machine.
 *
 * @param engine the engine's name, or the class of a provider that could not even start
 * @param devices the devices; empty if the engine does not work here, or does not tell
 * @param problem why it does not work here; empty if it does
 */
public record EngineDevices(String engine, List<DeviceInfo> devices, String problem) {

    public EngineDevices {
        devices = List.copyOf(devices);
    }
}
