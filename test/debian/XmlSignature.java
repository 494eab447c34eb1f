import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;

/** sign IN OUT C14N DIGEST SIGNATURE KEY LEAF ISSUER, or verify LEAF FILE...: what javax.xml.crypto says. */
public class XmlSignature {
  static Document parse(String file) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    return factory.newDocumentBuilder().parse(new FileInputStream(file));
  }

  static X509Certificate certificate(String file) throws Exception {
    return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new FileInputStream(file));
  }

  static PrivateKey key(String file, String algorithm) throws Exception {
    String pem = Files.readString(Path.of(file)).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
  }

  static void sign(String[] args) throws Exception {
    XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
    X509Certificate leaf = certificate(args[7]);
    Reference reference = factory.newReference("", factory.newDigestMethod(args[4], null), List.of(
        factory.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null),
        factory.newTransform(args[3], (TransformParameterSpec) null)), null, null);
    SignedInfo signedInfo = factory.newSignedInfo(
        factory.newCanonicalizationMethod(args[3], (C14NMethodParameterSpec) null),
        factory.newSignatureMethod(args[5], null), List.of(reference));
    KeyInfoFactory keys = factory.getKeyInfoFactory();
    KeyInfo keyInfo = keys.newKeyInfo(List.of(
        keys.newKeyValue(leaf.getPublicKey()),
        keys.newX509Data(List.of(leaf.getSubjectX500Principal().getName(), leaf, certificate(args[8])))));
    Document document = parse(args[1]);
    DOMSignContext context = new DOMSignContext(key(args[6], leaf.getPublicKey().getAlgorithm()), document.getDocumentElement());
    factory.newXMLSignature(signedInfo, keyInfo).sign(context);
    TransformerFactory.newInstance().newTransformer().transform(new DOMSource(document), new StreamResult(new FileOutputStream(args[2])));
  }

  static boolean verify(PublicKey key, String file) {
    try {
      Document document = parse(file);
      DOMValidateContext context = new DOMValidateContext(KeySelector.singletonKeySelector((Key) key),
          document.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature").item(0));
      context.setProperty("org.jcp.xml.dsig.secureValidation", Boolean.TRUE);
      return XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context).validate(context);
    } catch (Exception refused) {
      return false;
    }
  }

  public static void main(String[] args) throws Exception {
    if (args[0].equals("sign")) {
      sign(args);
      return;
    }
    PublicKey key = certificate(args[1]).getPublicKey();
    for (int index = 2; index < args.length; index++) System.out.println(verify(key, args[index]));
  }
}
