import { existsSync } from 'node:fs';

const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const LOADER = '/usr/lib/x86_64-linux-gnu/libvulkan.so.1';

/** What a test of WebGPU says it needs, where it is skipped. */
export const VULKAN_NEEDS = 'needs libvulkan1 and the SwiftShader of chromium-common, or VK_ICD_FILENAMES';

/**
 * The environment of a process that is to find a Vulkan driver: the one that VK_ICD_FILENAMES names, or the driver in
 * software that Debian's chromium-common brings. Null where there is neither. Only processes that test WebGPU get it:
 * any other would take the driver in software for a graphics card.
 */
export function vulkanEnvironment(): NodeJS.ProcessEnv | null {
  if (process.env.VK_ICD_FILENAMES !== undefined) return process.env;
  return existsSync(SWIFTSHADER) && existsSync(LOADER) ? { ...process.env, VK_ICD_FILENAMES: SWIFTSHADER } : null;
}
