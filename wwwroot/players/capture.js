// Camera, screen and microphone, and what to do when they cannot be had.

/** The message is for people. */
export class CaptureError extends Error {}

const kinds = { videoinput: 'camera', audioinput: 'microphone' };

/** Why nothing can be captured in this page at all; null when it can. */
export function captureFault() {
  if (navigator.mediaDevices?.getUserMedia) {
    return null;
  }

  return window.isSecureContext ? 'This browser gives pages no camera, screen or microphone.'
    : 'Browsers give camera, screen and microphone only to pages that come by HTTPS or from localhost. '
      + 'Open this page with https:// (the server needs a certificate: docs/tls.md), or on the server itself as http://localhost.';
}

/** {cameras, microphones} as {id, label}; browsers keep the labels until something may be captured. */
export async function listDevices() {
  const all = await navigator.mediaDevices?.enumerateDevices?.().catch(() => []) ?? [];
  const of = kind => all.filter(device => device.kind === kind)
    .map((device, i) => ({ id: device.deviceId, label: device.label || `${kinds[kind][0].toUpperCase()}${kinds[kind].slice(1)} ${i + 1}` }));
  return { cameras: of('videoinput'), microphones: of('audioinput') };
}

/** Names are those of Media Capture and Streams §9.2 and Screen Capture §5.1. */
function explain(error, what) {
  switch (error.name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return what === 'screen'
        ? 'No screen was chosen. Press the button again and choose one; if nothing opens, allow screen recording for this browser in the system’s settings.'
        : `This page may not use the ${what}. Allow it at the left end of the address bar (and in the system’s privacy settings), then press the button again.`;
    case 'NotFoundError':
      return what === 'screen' ? 'There is no screen to share.' : `No ${what} was found. Connect one, or choose none.`;
    case 'OverconstrainedError':
      return `The ${what} that was chosen is not there any more, or cannot do this. Choose another one.`;
    case 'NotReadableError':
    case 'AbortError':
      return `The ${what} does not start. Another program may be using it: close that, or choose another one.`;
    default:
      return `The ${what} does not start: ${error.message}`;
  }
}

const device = id => id ? { deviceId: { exact: id } } : {};

async function openScreen({ height, sound }) {
  const media = navigator.mediaDevices;
  if (!media.getDisplayMedia) {
    throw new CaptureError('This browser cannot share a screen; browsers of phones cannot. Choose the camera.');
  }

  const screen = await media.getDisplayMedia({ video: { frameRate: { ideal: 30 }, height: { max: height } }, audio: sound === 'screen' });
  screen.getVideoTracks().forEach(track => track.contentHint = 'detail'); // Text stays readable; rather fewer frames.
  return screen;
}

/**
 * Opens what is to be published.
 * @param picture 'camera', 'screen' or 'none'; @param sound 'microphone', 'screen' or 'none'; @param camera and @param microphone are ids,
 * empty for the usual one; @param height of the picture
 * @throws {CaptureError}
 */
export async function openMedia({ picture, camera, sound, microphone, height }) {
  const fault = captureFault();
  if (fault) {
    throw new CaptureError(fault);
  }

  const wantsCamera = picture === 'camera';
  const wantsMicrophone = sound === 'microphone';
  const stream = new MediaStream();
  const take = media => media.getTracks().forEach(track => stream.addTrack(track));
  let asked = 'screen';
  try {
    if (picture === 'screen') {
      take(await openScreen({ height, sound }));
    }

    if (wantsCamera || wantsMicrophone) {
      asked = wantsCamera && wantsMicrophone ? 'camera or microphone' : wantsCamera ? 'camera' : 'microphone';
      take(await navigator.mediaDevices.getUserMedia({
        video: wantsCamera && { ...device(camera), height: { ideal: height }, width: { ideal: Math.round(height * 16 / 9) }, frameRate: { ideal: 30 } },
        audio: wantsMicrophone && device(microphone),
      }));
    }
  } catch (error) {
    closeMedia(stream);
    if (error.name === 'NotFoundError' && wantsCamera && wantsMicrophone) {
      const { cameras, microphones } = await listDevices();
      asked = cameras.length > 0 ? 'microphone' : microphones.length > 0 ? 'camera' : asked;
    }

    throw error instanceof CaptureError ? error : new CaptureError(explain(error, asked));
  }

  if (stream.getTracks().length === 0) {
    throw new CaptureError('There is nothing to publish: choose a picture, a sound, or both.');
  }

  return stream;
}

/** Turns camera and microphone off. */
export const closeMedia = stream => stream?.getTracks().forEach(track => track.stop());
