/**
 * GTK, of which Chromium has its file dialogs. On X11 it asks for OpenGL's visuals as soon as it has
 * a display, and for that Mesa and all of LLVM are loaded into this process (GDK's
 * `_gdk_x11_screen_update_visuals_for_gl`), though nothing that GTK draws here is drawn by OpenGL.
 */
import { app } from 'electron'

/** Must be said before the app is ready: then GTK has read its environment. */
export function keepOpenGlFromToolkit(): void {
  if (process.env.GDK_GL !== undefined) return
  process.env.GDK_GL = 'disable'
  // What is started from here may be a GTK program that shows a guest's screen by OpenGL.
  app.once('ready', () => delete process.env.GDK_GL)
}
