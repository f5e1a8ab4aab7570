declare module 'upng-js' {
  interface Picture {
    width: number
    height: number
  }
  const UPNG: {
    decode(file: Uint8Array): Picture
    /** Each frame as RGBA, 8 bits. */
    toRGBA8(picture: Picture): ArrayBuffer[]
    /** @param colors at most so many; @param delays of each frame, in ms */
    encode(
      frames: ArrayBuffer[],
      width: number,
      height: number,
      colors: number,
      delays?: number[],
    ): ArrayBuffer
  }
  export default UPNG
}
